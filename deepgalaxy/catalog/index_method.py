"""Methods of approximate indexes, as pgvector calls them."""

from enum import StrEnum


class Method(StrEnum):
    """How an index finds vectors that are near without looking at all."""

    IVFFLAT = "ivfflat"
    """Lists of vectors about √n centres; the nearest lists are looked at. Quick to build and to add to."""
    HNSW = "hnsw"
    """A graph of links between near vectors, walked towards the query."""
