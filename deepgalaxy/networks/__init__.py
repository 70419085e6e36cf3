"""Encoder, decoder, VAE and classifier, and the file format of trained weights."""
