"""
Search a survey in SQL
======================

You have a folder of cutouts, and want to ask for those that look alike, at a place, at a stage, with a
redshift: in SQL, where your tables are already. On the command line::

    deepgalaxy ingest images galaxies/ --dataset galaxies
    deepgalaxy embed
    deepgalaxy db psql
"""

# %%
# Pictures first: real galaxies, with their positions in ``catalog.csv``, and the frames of a small
# simulated merger. Ingesting again adds what is new.

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from astropy.table import Table

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.settings import get_settings
from deepgalaxy.demo.example_searches import read_thumbnails
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.model_choice import find_model_folder
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.surveys.ingest.ingest_files import ingest_images, ingest_simulation
from deepgalaxy.surveys.ingest.samples import write_samples

settings = get_settings()
galaxies = Path(tempfile.mkdtemp())
write_samples(galaxies, settings.cache_dir)
merger = settings.data_dir / "merger.h5"
simulate(MergerRecipe(mass_ratio=0.6, particles=4000, seed=11), merger, cameras=1)

engine = open_engine(settings)
for report in (
    ingest_images(engine, galaxies, "galaxies", settings.data_dir / "images"),
    ingest_simulation(engine, merger),
):
    print(f"{report.added} added, {len(report.refused)} refused")

# %%
# Then a vector and a date for each picture: the model's word on it.

print(f"{embed_catalog(engine, load_model(find_model_folder(settings, None))).embedded} embedded")

# %%
# Ask
# ---
# Any client will do: psql, TOPCAT, pandas, this function. ``merger_timeline`` has one row an image: a
# simulation's own stage, or the model's estimate with its intervals.


def ask(sql: str) -> Table:
    """Rows of a statement."""
    with engine.connect() as connection:
        answer = connection.exec_driver_sql(sql)
        rows = [tuple(row) for row in answer]
    table = Table(rows=rows, names=list(answer.keys()))
    table.round(2)
    return table


ask("""
    SELECT dataset, labelled, count(*), round(min(stage)) AS earliest, round(max(stage)) AS latest
    FROM merger_timeline GROUP BY 1, 2 ORDER BY 1
""")

# %%
# Which real galaxies look most like the frame of the simulation at stage 25, soon after first
# pericentre?

ask("""
    SELECT s.name, s.distance, s.stage, s.time_lo68, s.time_hi68, i.redshift
    FROM image f, similar_images(f.id, k => 5, datasets => '{galaxies}') s JOIN image i ON i.id = s.image_id
    WHERE f.simulation IS NOT NULL AND f.stage = 25
    ORDER BY s.distance
""")

# %%
# And the other way: for the galaxies that the model knows best the frames nearest to them, so the moment of
# the simulation that they resemble.

NEAREST = """
    SELECT g.id AS galaxy, s.image_id AS frame, s.stage, s.time_myr, s.distance
    FROM (SELECT image_id AS id FROM merger_timeline
          WHERE dataset = 'galaxies' ORDER BY out_of_domain LIMIT 4) g,
        similar_images(g.id, k => 4, datasets => '{merger}') s
    ORDER BY g.id, s.distance
"""
found = ask(NEAREST)
with engine.connect() as connection:
    pictures = read_thumbnails(connection, [int(i) for i in {*found["galaxy"], *found["frame"]}])

groups = found.group_by("galaxy").groups
figure, axes = plt.subplots(len(groups), 5, figsize=(8, 7), layout="constrained")
for row, group in zip(axes, groups, strict=True):
    row[0].imshow(pictures[int(group["galaxy"][0])], cmap="gray")
    for axis, hit in zip(row[1:], group, strict=True):
        axis.imshow(pictures[int(hit["frame"])] ** 0.7, cmap="magma")
        axis.set_title(f"{hit['time_myr']:+.0f} Myr\ndistance {hit['distance']:.1f}", fontsize=9)
for axis in axes.flat:
    axis.set_axis_off()
axes[0, 0].set_title("real", fontsize=9)

# %%
# A place on the sky, then likeness: everything within 60° of a position, and what is most like one of its
# galaxies there.

ask("SELECT name, ra_deg, dec_deg, separation_deg FROM cone_search(170.9, 28.0, 60) LIMIT 5")

# %%

ask("""
    SELECT s.name, s.distance, s.stage
    FROM (SELECT image_id FROM cone_search(170.9, 28.0, 60) LIMIT 1) g,
        similar_in_cone(g.image_id, 170.9, 28.0, 60, k => 3) s
""")

# %%
# Every function and table is described in :doc:`/reference/catalogue`; what else to ask, and how quick it
# is, in :doc:`/searches`.
