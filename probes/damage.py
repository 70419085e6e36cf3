"""What happens to files on their way: bits flip, ends are lost, numbers become absurd."""

import re
from dataclasses import dataclass

from hypothesis import strategies as st

FRACTION = st.floats(0, 1, width=32, exclude_max=True)
ABSURD = (0, -1, 255, 32768, 65535, 99999, 10**6, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, -(2**63), 10**30)
WORDS = ("nan", "-inf", "1e999", "-", "", "é", "1e-320")


@dataclass(frozen=True)
class Flips:
    """Bytes that changed, each by its place (share of the file) and what it is combined with."""

    bytes_at: tuple[tuple[float, int], ...]

    def on(self, content: bytes) -> bytes:
        """Return what becomes of a file."""
        changed = bytearray(content)
        for at, bits in self.bytes_at:
            changed[int(at * len(changed))] ^= bits
        return bytes(changed)


@dataclass(frozen=True)
class Cut:
    """An end that is lost."""

    at: float

    def on(self, content: bytes) -> bytes:
        """Return what becomes of a file."""
        return content[: int(self.at * len(content))]


@dataclass(frozen=True)
class Hole:
    """Bytes that were never written, as a disk leaves them: zeros; or some that are too many."""

    at: float
    length: int
    is_inserted: bool

    def on(self, content: bytes) -> bytes:
        """Return what becomes of a file."""
        at = int(self.at * len(content))
        return content[:at] + bytes(self.length) + content[at if self.is_inserted else at + self.length :]


@dataclass(frozen=True)
class Number:
    """A number of the head, in digits, that became another."""

    which: float
    value: str

    def on(self, content: bytes) -> bytes:
        """Return what becomes of a file; columns behind the number stay where they were, if they can."""
        found = list(re.finditer(rb"(?<![A-Za-z\d.])-?\d[\d.]*(?P<blanks> *)", content[:20_000]))
        if not found:
            return content
        match = found[int(self.which * len(found))]
        return content[: match.start()] + self.value.encode().ljust(len(match[0])) + content[match.end() :]


@dataclass(frozen=True)
class Binary:
    """A number of the head, in bytes, that became another."""

    at: float
    value: int
    length: int
    is_big_endian: bool

    def on(self, content: bytes) -> bytes:
        """Return what becomes of a file."""
        at = int(self.at * min(len(content), 2048))
        most: int = 256**self.length
        value = (self.value % most).to_bytes(self.length, "big" if self.is_big_endian else "little")
        return content[:at] + value + content[at + self.length :]


Damage = Flips | Cut | Hole | Number | Binary
_FLIP = st.tuples(FRACTION, st.integers(1, 255))
_EARLY_FLIP = st.tuples(FRACTION.map(lambda at: at**4), st.integers(1, 255))
DAMAGES: st.SearchStrategy[Damage] = st.one_of(
    st.builds(Flips, st.lists(_FLIP, min_size=1, max_size=8).map(tuple)),
    st.builds(Flips, st.lists(_EARLY_FLIP, min_size=1, max_size=8).map(tuple)),
    st.builds(Cut, FRACTION),
    st.builds(Hole, FRACTION, st.integers(1, 5000), st.booleans()),
    st.builds(Number, FRACTION, st.sampled_from([*map(str, ABSURD), *WORDS])),
    st.builds(Binary, FRACTION, st.sampled_from(ABSURD), st.sampled_from([2, 4, 8]), st.booleans()),
)
