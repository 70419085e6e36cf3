"""The explorer: pages to look at the catalogue with, and the same as an interface for programs."""
