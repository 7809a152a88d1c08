/** Shows the playground: tags as one types. */
package bonsai.app.playground;
