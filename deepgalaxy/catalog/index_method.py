"""Methods of approximate indexes, as pgvector calls them."""

from enum import StrEnum


class Method(StrEnum):
    """How an index finds near vectors without a scan of all."""

    IVFFLAT = "ivfflat"
    """Lists of vectors about √n centres; a search reads the nearest lists. Quick to build and to add to."""
    HNSW = "hnsw"
    """A graph of links between near vectors; a search follows them towards the query."""
