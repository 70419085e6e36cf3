"""The resource descriptor by which DaCHS publishes merger_timeline: ``python -m docs.generate.dachs``."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from deepgalaxy.core.prediction import PREDICTION, Meaning

FILE = Path(__file__).parent.parent / "tap" / "q.rd"
IMAGE = {
    "image_id": ("bigint", Meaning("meta.id;meta.main", "number of the image")),
    "name": ("text", Meaning("meta.id", "dataset and name of the image in it")),
    "dataset": ("text", Meaning("meta.dataset", "name of the dataset")),
    "ra_deg": ("double precision", Meaning("pos.eq.ra;meta.main", "right ascension, ICRS", "deg")),
    "dec_deg": ("double precision", Meaning("pos.eq.dec;meta.main", "declination, ICRS", "deg")),
    "redshift": ("real", Meaning("src.redshift", "redshift, as its source gave it")),
    "labelled": ("boolean", Meaning("meta.code", "whether stage and time are a simulation's own")),
    "model": ("text", Meaning("meta.id", "first 12 digits of the model's sha256")),
}
COLUMNS = {**IMAGE, **{name: ("real", meaning) for name, meaning in PREDICTION.items()}}
"""SQL type and meaning of each column of the view."""


def descriptor() -> str:
    """Write the descriptor."""
    columns = "\n".join(
        f"    <column name={quoteattr(name)} type={quoteattr(kind)} ucd={quoteattr(meaning.ucd)}"
        + (f" unit={quoteattr(meaning.unit)}" if meaning.unit else "")
        + f" description={quoteattr(meaning.description)}"
        + ('><values nullLiteral="-1"/></column>' if kind == "bigint" else "/>")
        for name, (kind, meaning) in COLUMNS.items()
    )
    return f"""<resource schema="deepgalaxy" resdir="deepgalaxy">
  <!-- Written by docs/generate/dachs.py. Put your own title, creator and address in. -->
  <meta name="title">DeepGalaxy: stages and times of galaxy mergers</meta>
  <meta name="description">Every image of the catalogue with its position, and the stage and time of its
    merger: a simulation's own, or the serving model's estimate with its intervals.</meta>
  <meta name="creationDate">2026-11-29T00:00:00Z</meta>
  <meta name="subject">galaxy-mergers</meta>
  <meta name="creator">Your name</meta>
  <meta name="coverage.waveband">Optical</meta>

  <table id="timeline" onDisk="True" adql="True" mixin="//scs#q3cindex" primary="image_id">
    <meta name="description">Images with the stage and time of their merger</meta>
{columns}
  </table>

  <data id="import">
    <make table="timeline"/>
  </data>
</resource>
"""


if __name__ == "__main__":
    FILE.write_text(descriptor())
