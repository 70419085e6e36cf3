"""Services that give cutouts or rows over the network, and how each is asked."""
