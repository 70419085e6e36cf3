"""Tokens and passwords of services: from the environment or a file that its owner alone can read."""

import base64
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from deepgalaxy.core.errors import WrongUse

HIDDEN = "***"
"""What stands in messages where a token or a password would."""


@dataclass(frozen=True)
class Credentials:
    """A token, or a user with a password; never shown."""

    header: str
    """The value of the header Authorization."""
    secrets: tuple[str, ...]
    """What no message may hold."""
    source: str
    """Where they were found, for messages."""

    def __repr__(self) -> str:
        return f"Credentials(from {self.source})"

    def hide(self, text: str) -> str:
        """Return a text without them.

        Parameters
        ----------
        text : str
            A message, or a server's answer.

        Returns
        -------
        str
            With stars in their places.
        """
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return text


@dataclass(frozen=True)
class Login:
    """What a service wants of its users, and where it is found.

    The environment comes first, then a file in the user's configuration folder, which must have mode 600.
    """

    name: str
    """Of the service: the variable is ``DEEPGALAXY_NAME_TOKEN`` (or ``_LOGIN``), the file ``name.token``."""
    host: str
    """The only one that is sent it: ``data.lsst.cloud``."""
    kind: Literal["token", "login"] = "token"
    """A token, or ``user:password``."""

    @property
    def variable(self) -> str:
        """The environment variable.

        Returns
        -------
        str
            ``DEEPGALAXY_RUBIN_TOKEN``.
        """
        return re.sub(r"\W", "_", f"DEEPGALAXY_{self.name}_{self.kind}".upper())

    @property
    def file(self) -> Path:
        """The file that is read where the variable is not set.

        Returns
        -------
        Path
            In the user's configuration folder: ``~/.config/deepgalaxy/rubin.token``.
        """
        return platformdirs.user_config_path("deepgalaxy") / f"{self.name}.{self.kind}"

    @property
    def is_there(self) -> bool:
        """Whether the user has put one down.

        Returns
        -------
        bool
            False where there is neither the variable nor the file.
        """
        return bool(os.environ.get(self.variable, "").strip()) or self.file.exists()

    def read(self) -> Credentials:
        """Read the token, or the user and the password.

        Returns
        -------
        Credentials
            As the environment or the file has them.

        Raises
        ------
        WrongUse
            If there are none, they are not of the right form, or others can read the file.
        """
        what = "token" if self.kind == "token" else "user:password"
        if secret := os.environ.get(self.variable, "").strip():
            source = f"the variable {self.variable}"
        elif self.file.exists():
            secret, source = self._read_file(), str(self.file)
        else:
            raise WrongUse(
                f"service {self.name} wants a {self.kind}: put your {what} into the variable {self.variable},"
                f" or alone into the file {self.file} (chmod 600)"
            )
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            raise WrongUse(f"{source}: not one {what}: it is empty, or has blanks or odd characters")
        if self.kind == "token":
            return Credentials(f"Bearer {secret}", (secret,), source)
        user, colon, password = secret.partition(":")
        if not (user and colon and password):
            raise WrongUse(f"{source}: not of the form user:password")
        encoded = base64.b64encode(secret.encode()).decode()
        return Credentials(f"Basic {encoded}", (secret, password, encoded), source)

    def _read_file(self) -> str:
        try:
            with self.file.open() as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                if mode != 0o600:
                    raise WrongUse(
                        f"{self.file} has mode {mode:o}, so it may not be yours alone: chmod 600 {self.file}"
                    )
                secret = file.read(10_000).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUse(f"{self.file} cannot be read: {error}") from error
        if not secret:
            raise WrongUse(f"{self.file} is empty: put your {self.kind} into it")
        return secret


def login_of(host: str) -> Login | None:
    """Return what the user has put down for a host that is known by its address alone.

    Parameters
    ----------
    host : str
        ``vo.example.org``: the variable is ``DEEPGALAXY_VO_EXAMPLE_ORG_TOKEN`` (or ``_LOGIN``), the file
        ``vo.example.org.token``.

    Returns
    -------
    Login or None
        A token before a password; None where there is neither.
    """
    kinds: tuple[Literal["token", "login"], ...] = ("token", "login")
    return next((login for kind in kinds if (login := Login(host, host, kind)).is_there), None)
