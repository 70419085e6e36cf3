"""How a survey's service is asked for cutouts: what a user may choose."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from deepgalaxy.surveys.services.http import RateLimits


class FetchOptions(BaseModel):
    """How cutouts are asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    scale_arcsec: float | None = Field(default=None, ge=0.01, le=60)
    """Arcseconds per pixel; by default by petroR90 where the table has it, else the survey's own."""
    per_second: float = Field(default=5.0, ge=0.001, le=1000)
    """Requests to the host, at most."""
    connections: int = Field(default=4, ge=1, le=64)
    """To the host at once."""
    retry_refused: bool = False
    """Ask again for what was refused before."""
    mirror: str | None = None
    """Another server that answers as the service does: https://…"""

    @property
    def rate_limits(self) -> "RateLimits":
        """How hosts are asked.

        Returns
        -------
        RateLimits
            Of each host.
        """
        from deepgalaxy.surveys.services.http import RateLimits

        return RateLimits(connections=self.connections, per_second=self.per_second)
