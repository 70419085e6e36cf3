"""What may be chosen of a merger, without what simulates it: a command line reads this in no time."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

EngineName = Literal["multipoles", "direct", "tree", "torch"]
"""What moves the particles."""
DISK = "Tilt of the disk's spin against the orbit's, above 90 retrograde, and direction of the tilt"


@dataclass(frozen=True)
class RecipeOptions:
    """Two galaxies and their orbit, by numbers: the fields of `MergerRecipe` but for the galaxies' models.

    `deepgalaxy.simulation.recipe.MergerRecipe` says what each is and checks it; the descriptions here are
    those of the options of ``deepgalaxy simulate``.
    """

    mass_ratio: Annotated[float, Field(description="Second galaxy's mass over the first's")] = 1.0
    size_ratio: Annotated[
        float | None, Field(description="Second's size over the first's; by default √mass ratio")
    ] = None
    pericentre_kpc: Annotated[float, Field(description="Closest approach of two rigid galaxies")] = 8.0
    speed_ratio: Annotated[
        float, Field(description="Speed at the start over the parabolic one; below 1 they are bound")
    ] = 1.0
    start_separation_kpc: Annotated[
        float | None,
        Field(description="Distance of the galaxies at the start; by default that of stage 0"),
    ] = None
    disk1_deg: Annotated[tuple[float, float], Field(description=DISK)] = (20.0, 0.0)
    disk2_deg: Annotated[tuple[float, float], Field(description=DISK)] = (30.0, 60.0)
    particles: Annotated[
        int,
        Field(
            description="Stars and halo particles of both galaxies; by default 120000, the demo grid's 60000"
        ),
    ] = 120_000
    engine: Annotated[
        EngineName,
        Field(
            description="Gravity: smooth fields of both galaxies; or forces in pairs: all, by a tree, or all"
            " on a GPU"
        ),
    ] = "multipoles"
    seed: Annotated[int, Field(description="Of the particles", ge=0, le=2**63 - 1)] = 1
    softening_kpc: Annotated[float, Field(description="Of gravity; sets the time step too")] = 0.5
    field_of_view_kpc: Annotated[
        float, Field(description="Side of a picture; by default 180, more where it is needed")
    ] = 180.0
