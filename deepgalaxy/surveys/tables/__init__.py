"""Any table of galaxies, in any layout, to the objects that it names."""
