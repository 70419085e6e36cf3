"""A share of the images, for one job of many."""

import re
from dataclasses import dataclass

from deepgalaxy.core.errors import WrongUse

BLOCK = 256
"""So many images with ids in sequence are of one shard: their pixels lie beside each other in a file."""


@dataclass(frozen=True)
class Shard:
    """One of equal shares of the catalogue's images, by their ids; together they are all of them.

    Raises
    ------
    WrongUse
        If there is no such share.
    """

    number: int
    """From 1."""
    of: int
    """How many there are."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise WrongUse(f"`shard=` {self}: the shards of {self.of} are 1/{self.of} to {self.of}/{self.of}")

    @classmethod
    def parse(cls, written: str) -> "Shard":
        """Read a shard as it is written on the command line.

        Parameters
        ----------
        written : str
            ``3/100``, the third of a hundred.

        Returns
        -------
        Shard
            The same.

        Raises
        ------
        WrongUse
            If it is none.
        """
        found = re.fullmatch(r"\s*(\d{1,9})\s*/\s*([1-9]\d{0,8})\s*", written)
        if not found:
            raise WrongUse(f"`shard=` {written!r} is not a number and how many there are: 3/100")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


EVERYTHING = Shard(1, 1)
