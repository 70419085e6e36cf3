"""
Search a survey in SQL
======================

You have a folder of cutouts, and want those that look alike, at a position, at a stage, with a redshift: in
Python, or in SQL, where your tables are already. On the command line::

    deepgalaxy ingest images galaxies/
    deepgalaxy embed
    deepgalaxy db psql
"""

# %%
# Pictures first: real galaxies, with their positions in ``catalog.csv``, and the frames of a small simulated
# merger. Then a vector and a date for each, the model's. Doing it again adds what is new.

import astropy.units as u
import matplotlib.pyplot as plt
from astropy.coordinates import SkyCoord

import deepgalaxy as dg

dg.samples("galaxies")
merger = dg.simulate("merger.h5", mass_ratio=0.6, particles=4000, seed=11, cameras=1)
catalog = dg.open_catalog()
catalog.ingest("galaxies")
catalog.ingest(merger)
catalog.embed()

# %%
# What is most like a galaxy? A notebook shows the pictures.

catalog.similar("galaxies/hubble/hdf-014.png", k=6).show()

# %%
# A position on the sky, then likeness: of all within 60° of a position, what is most like one of them.

here = SkyCoord("11h23m30s +28d00m")
nearest = catalog.cone(here, 60 * u.deg)["id"][0]
catalog.similar(nearest, k=3, cone=(here, 60 * u.deg))["name", "distance", "stage", "time_myr"]

# %%
# Where all of them are in the space of *z*. In a notebook (``pip install 'deepgalaxy[notebook]'``) this is a
# widget: a point under the mouse shows its picture, and a line drawn around points selects them, for Python
# ``chosen.ids``.

chosen = catalog.map()
chosen

# %%
# The same in SQL, from any client: psql, TOPCAT, pandas. ``merger_timeline`` has one row an image.

catalog.sql("""
    SELECT dataset, labelled, count(*) AS images, round(min(stage)) AS earliest, round(max(stage)) AS latest
    FROM merger_timeline GROUP BY 1, 2 ORDER BY 1
""")

# %%
# For four real galaxies the frame nearest to each: the moment of the simulation that it resembles.

found = catalog.sql("""
    SELECT g.id AS galaxy, s.image_id AS frame, s.time_myr, s.distance
    FROM (SELECT image_id AS id FROM merger_timeline WHERE dataset = 'galaxies'
          ORDER BY out_of_domain LIMIT 4) g, similar_images(g.id, k => 1, datasets => '{merger}') s
""")
figure, axes = plt.subplots(2, 4, figsize=(8, 4.4), layout="constrained")
for column, name in zip(axes, ("galaxy", "frame"), strict=True):
    for axis, picture, time in zip(column, catalog.pictures(found[name]), found["time_myr"], strict=True):
        axis.imshow(picture.image, cmap="gray")
        axis.set_title(name if name == "galaxy" else f"{time:+.0f} Myr", fontsize=9)
        axis.set_axis_off()

# %%
# Every function and table is in :doc:`/reference/catalogue`; what else to ask in :doc:`/searches`.
