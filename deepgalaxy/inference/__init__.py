"""Embed and predict: pictures to vectors, stages and times."""
