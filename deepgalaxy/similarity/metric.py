"""Distances between vectors."""

from enum import StrEnum


class Metric(StrEnum):
    """Distance between vectors, by the names of pgvector's operator classes."""

    L2 = "l2"
    COSINE = "cosine"
