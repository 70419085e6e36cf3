"""Models that tell no stage or no time: those columns of a prediction may be null too."""

from alembic import op

revision = "0012"
down_revision = "0011"

COMMENTS = {
    "stage": "stage of the merger: 0 well apart, 19.5 first pericentre, 45 one nucleus, 70 virialised",
    "time_myr": "time since first pericentre, Myr",
    **{
        f"time_{end}{level}": f"{which} end of the {level} % interval of time_myr, Myr"
        for level in (68, 90)
        for end, which in (("lo", "lower"), ("hi", "upper"))
    },
}
MAY_BE_NULL = "; null where the model does not say"
PROBABILITIES = "probability of each stage, 0 to 70"
MAY_BE_ZERO = "; 0 for all where the model tells no stage"


def upgrade() -> None:
    for name, comment in COMMENTS.items():
        op.alter_column(
            "prediction", name, nullable=True, comment=comment + MAY_BE_NULL, existing_comment=comment
        )
    op.alter_column(
        "prediction",
        "probabilities",
        comment=PROBABILITIES + MAY_BE_ZERO,
        existing_comment=PROBABILITIES,
    )


def downgrade() -> None:
    told = " OR ".join(f"{name} IS NULL" for name in COMMENTS)
    op.execute(f"DELETE FROM prediction WHERE {told}")  # noqa: S608 - the names are ours
    for name, comment in COMMENTS.items():
        op.alter_column(
            "prediction", name, nullable=False, comment=comment, existing_comment=comment + MAY_BE_NULL
        )
    op.alter_column(
        "prediction",
        "probabilities",
        comment=PROBABILITIES,
        existing_comment=PROBABILITIES + MAY_BE_ZERO,
    )
