"""What a kind of input is: the tests try each, and ``docs/kinds-of-input.md`` lists them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of input and what happens with it, in words for people (Markdown)."""

    topic: str
    came: str
    happens: str

    @property
    def tried_on(self) -> tuple[str, ...]:
        """Which files it is tried on, if there are several."""
        return ()
