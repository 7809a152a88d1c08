/** Where pre-trained models come from: a folder, the Hugging Face hub, Google's own checkpoint. */
package bonsai.model.pretrained;
