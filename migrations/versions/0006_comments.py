"""Every column of tables, views and rows of answers says what it is: psql and the documentation show it."""

from alembic import op

revision = "0006"
down_revision = "0005"

OF_TABLES = {
    "alembic_version": {"version_num": "the last migration, of migrations/"},
    "cluster_member": {"image_id": "the image", "run_id": "the run"},
    "cluster_run": {
        "id": "number of the run: cluster_of answers from the newest",
        "method": "how clusters were found",
        "model_id": "the model whose vectors were clustered",
        "n_clusters": "clusters found",
        "parameters": "neighbours (k), seed, regularisation, pieces of the graph",
    },
    "cutout": {"dataset_id": "the dataset that it is wanted for", "id": "number of the cutout"},
    "dataset": {"id": "number of the dataset", "name": "name, as searches and the command line take it"},
    "embedding": {"image_id": "the image", "model_id": "the model whose vector this is"},
    "image": {
        "dataset_id": "the dataset that it came with",
        "id": "number of the image, by which searches know it",
    },
    "job_run": {"id": "number of the run"},
    "membership": {"cutout_id": "the galaxy's cutout"},
    "model": {
        "architecture": "backbone, side of the network's picture, numbers in z, parts",
        "id": "number of the model",
        "name": "name, as searches and the command line take it",
        "preprocessing": "what is done to a picture before the network sees it",
    },
    "prediction": {"image_id": "the image", "model_id": "the model that predicts"},
    "rejected_input": {
        "dataset_id": "the dataset that it was to come into",
        "reason": "what was wrong with it",
    },
    "source_table": {"dataset_id": "the dataset that it was read for"},
    "vector_index": {"model_id": "the model whose partition is indexed"},
}

TIMELINE = (
    "image_id name dataset ra_deg dec_deg redshift stage time_myr time_lo68 time_hi68 time_lo90 time_hi90"
    " labelled out_of_domain model"
)
OF_ANSWERS = {
    "image_in_cone": "image_id name ra_deg dec_deg separation_deg",
    "merger_timeline": TIMELINE,
    "similar_image": "image_id name distance stage time_myr time_lo68 time_hi68 time_lo90 time_hi90 labelled"
    " out_of_domain model",
    "timeline_by_model": f"{TIMELINE} model_id serving",
}
MEANINGS = {
    "dataset": "name of the image's dataset",
    "dec_deg": "declination, ICRS, degrees",
    "distance": "from the query, by the metric asked for: l2 or cosine, dimensionless",
    "image_id": "id of the image",
    "labelled": "whether stage and time are a simulation's own; else they are the model's estimate",
    "model": "first 12 digits of the model's sha256",
    "model_id": "id of the model",
    "name": "the dataset's name and the image's in it, with a / between",
    "out_of_domain": "above 1 a picture is unlike those the model learnt to date; null where it does not say",
    "ra_deg": "right ascension, ICRS, degrees",
    "redshift": "redshift, as its source gave it",
    "separation_deg": "angular distance from the centre, degrees",
    "serving": "whether the model is the one that answers where none is named",
    "stage": "merger stage, 0 (furthest apart) to 70 (virialised)",
    "time_hi68": "upper end of the 68 % interval of an estimated time, Myr",
    "time_hi90": "upper end of the 90 % interval of an estimated time, Myr",
    "time_lo68": "lower end of the 68 % interval of an estimated time, Myr",
    "time_lo90": "lower end of the 90 % interval of an estimated time, Myr",
    "time_myr": "time since first pericentre, Myr",
}


def upgrade() -> None:
    op.execute("COMMENT ON TABLE alembic_version IS 'how far the schema has come'")
    for relation, columns in OF_TABLES.items():
        for column, meaning in columns.items():
            _comment(relation, column, meaning)
    for relation, names in OF_ANSWERS.items():
        for column in names.split():
            _comment(relation, column, MEANINGS[column])


def downgrade() -> None:
    op.execute("COMMENT ON TABLE alembic_version IS NULL")
    for relation, columns in OF_TABLES.items():
        for column in columns:
            _comment(relation, column, None)
    for relation, names in OF_ANSWERS.items():
        for column in names.split():
            _comment(relation, column, None)


def _comment(relation: str, column: str, meaning: str | None) -> None:
    quoted = "NULL" if meaning is None else "'" + meaning.replace("'", "''") + "'"
    op.execute(f"COMMENT ON COLUMN {relation}.{column} IS {quoted}")
