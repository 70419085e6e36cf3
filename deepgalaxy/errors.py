"""What goes wrong, said to a person.

The command line prints these messages as they are, without a traceback: each one names what was
wrong with what, and what to do about it.
"""


class DeepGalaxyError(Exception):
    """Something a user can understand and mend."""


class WrongUse(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Something was asked for that cannot be: an option or a setting with an impossible value."""


class RefusedInput(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """A file that is not what it claims to be, or larger than we take.

    Parameters
    ----------
    name : str
        The file (or row) that was refused, as the user knows it.
    reason : str
        Why, in one clause: ``"truncated FITS: header promises 5 MB, file has 2 MB"``.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Stopped(Exception):  # noqa: N818 - not an error
    """A job that was asked to stop has saved itself; the same command goes on from there."""

    status = 75
    """Exit status: EX_TEMPFAIL of sysexits.h, try again."""
