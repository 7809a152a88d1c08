/** What the panels share: contracts, background work, and small pieces of interface. */
package bonsai.app.kit;
