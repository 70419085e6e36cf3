"""Export of the catalogue for other programs: images, vectors and predictions, with units and UCDs."""
