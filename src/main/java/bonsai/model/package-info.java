/**
 * Models: their shape, their weights by name, the forward pass, the folders they live in and where
 * pre-trained ones come from.
 */
package bonsai.model;
