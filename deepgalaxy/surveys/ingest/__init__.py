"""Objects and picture files, into the image store and the catalogue."""
