/** Forms made from records: what a person types, what is wrong with it, and the record it makes. */
package bonsai.app.form;
