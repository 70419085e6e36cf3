"""The catalogue as a file for other programs: images, vectors and predictions, with units and UCDs."""
