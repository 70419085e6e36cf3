"""Which galaxies are alike: nearest vectors, and clusters of the graph that they make."""
