"""More of each prediction: whether it is a merger at all, intervals of the stage, coalescence, mass ratio."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from deepgalaxy.catalog.sql_files import load_sql

revision = "0011"
down_revision = "0010"

MAY_BE_NULL = "; null where the model does not say"
UNITS = {"stage": "", "coalescence_myr": ", Myr", "mass_ratio": ""}


def _ends(name: str) -> dict[str, str]:
    """Return the ends of a property's intervals, and what each is."""
    stem = name.removesuffix("_myr")
    return {
        f"{stem}_{end}{level}": f"{which} end of the {level} % interval of {name}{UNITS[name]}"
        for level in (68, 90)
        for end, which in (("lo", "lower"), ("hi", "upper"))
    }


COLUMNS = {
    "p_interacting": "probability that the picture shows an interacting pair or a merger's disturbed remnant;"
    " below 0.5 it is probably no merger",
    **_ends("stage"),
    "coalescence_myr": "time to coalescence, negative where it is past, Myr",
    **_ends("coalescence_myr"),
    "mass_ratio": "mass of the lighter galaxy over that of the heavier",
    **_ends("mass_ratio"),
}
COMMENTS = {
    "stage": (
        "merger stage, 0 to 70: the median of its probabilities",
        "stage of the merger: 0 well apart, 19.5 first pericentre, 45 one nucleus, 70 virialised",
    ),
    "out_of_domain": (
        "above 1 a picture is unlike those the model learnt to date; null where it does not say",
        "above 1 the picture is unlike those the model learnt to date" + MAY_BE_NULL,
    ),
}
TABLE = (
    "merger stage and time of each image, by each model",
    "what each model says of each image, as if it were a merger whether it is one or not",
)
OF_TIME = "time_lo68 <= time_hi68 AND time_lo90 <= time_hi90"
OF_ALL = " AND ".join(
    f"{stem}_lo{level} <= {stem}_hi{level}"
    for stem in ("stage", "time", "coalescence", "mass_ratio")
    for level in (68, 90)
)


def upgrade() -> None:
    _replace_comments(0, 1)
    for name, meaning in COLUMNS.items():
        op.add_column("prediction", sa.Column(name, sa.REAL(), comment=meaning + MAY_BE_NULL))
        op.execute(f"ALTER TYPE similar_image ADD ATTRIBUTE {name} real")
        quoted = meaning.replace("'", "''")
        op.execute(f"COMMENT ON COLUMN similar_image.{name} IS '{quoted}'")
    _replace_check("intervals", OF_ALL)
    for name in ("p_interacting", "mass_ratio"):
        op.create_check_constraint(
            op.f(f"ck_prediction_{name}"), "prediction", f"{name} >= 0 AND {name} <= 1"
        )
    load_sql(op.get_bind(), "530bca7b562beef6")


def downgrade() -> None:
    op.execute("DROP VIEW merger_timeline, timeline_by_model")
    _replace_check("intervals", OF_TIME)
    for name in reversed(COLUMNS):
        op.drop_column("prediction", name)
        op.execute(f"ALTER TYPE similar_image DROP ATTRIBUTE {name}")
    before = Path(__file__).with_name("0011_before.sql").read_text()
    op.execute(sa.text(before.replace(":", r"\:")))
    op.execute("DROP FUNCTION if_merger")
    _replace_comments(1, 0)


def _replace_check(name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_prediction_{name}"), "prediction")
    op.create_check_constraint(op.f(f"ck_prediction_{name}"), "prediction", condition)


def _replace_comments(old: int, new: int) -> None:
    op.create_table_comment("prediction", TABLE[new], existing_comment=TABLE[old])
    for name, comments in COMMENTS.items():
        op.alter_column("prediction", name, comment=comments[new], existing_comment=comments[old])
