"""Any file to one normalised cutout, and the store of such cutouts."""
