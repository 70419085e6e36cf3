"""One file in a hundred means harm: the run ends well, names each, and takes no more memory for it."""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts, take_pictures
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.tables.table_objects import read_objects

GOOD = 1000


def galaxy(number: int, kind: str = "JPEG") -> bytes:
    content = io.BytesIO()
    pixels = np.random.default_rng(number).integers(0, 256, (48, 48, 3), np.uint8)
    Image.fromarray(pixels).save(content, kind)
    return content.getvalue()


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    zeros = zlib.compress(bytes(3 * 60_000 + 1) * 100, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zeros) + chunk(b"IEND", b"")


def with_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("payload.sh", "rm -rf ~")
    return galaxy(-1 % 2**32) + content.getvalue()


def all_nan() -> bytes:
    content = io.BytesIO()
    fits.writeto(content, np.full((40, 40), np.nan, np.float32))
    return content.getvalue()


HOSTILE = {
    "bomb.png": bomb(),
    "bomb.jpeg": bomb(),
    "page.jpeg": b"<!DOCTYPE html><html><body>Service Unavailable</body></html>",
    "truncated.jpeg": galaxy(1)[:-500],
    "nan.fits": all_nan(),
    "carrier.jpeg": with_zip(),
    "program.fits": b"\x7fELF" + bytes(4000),
    "%2e%2e%2fetc%2fpasswd.png": b"root:x:0:0",
    "$(touch owned).jpeg": b"#!/bin/sh",
    "two\nlines.jpeg": galaxy(2)[:-500],
}

RUN = """
import resource, sys
from pathlib import Path
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.settings import Settings
from deepgalaxy.surveys.ingest.ingest_files import ingest_images

engine, folder, store = open_engine(Settings(database_url=sys.argv[1])), *map(Path, sys.argv[2:])
ingest_images(engine, folder / "good", "good", store, 48)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = ingest_images(engine, folder / "mixed", "mixed", store, 48)
print(report.added, len(report.refused), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_folder_with_hostile_files(catalog: Engine, catalog_url: str, tmp_path: Path) -> None:
    good, mixed = tmp_path / "in" / "good", tmp_path / "in" / "mixed"
    good.mkdir(parents=True)
    mixed.mkdir()
    for number in range(GOOD):
        (mixed / f"{number:04d}.jpeg").write_bytes(galaxy(number))
        if number < 300:
            os.link(mixed / f"{number:04d}.jpeg", good / f"{number:04d}.jpeg")
    (mixed / "png-in-truth.fits").write_bytes(galaxy(7777, "PNG"))  # a wrong suffix does no harm
    for name, content in HOSTILE.items():
        (mixed / name).write_bytes(content)
    huge = mixed / "huge.fits"
    huge.write_bytes(b"SIMPLE  =                    T")
    os.truncate(huge, 3 * 10**9)  # sparse: takes no room
    os.mkfifo(mixed / "pipe.png")
    (mixed / "gone.png").symlink_to("/nowhere/at/all")
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", RUN, catalog_url, str(tmp_path / "in"), str(tmp_path / "store")],
        capture_output=True, text=True, check=True, timeout=250, cwd=tmp_path,
    )  # fmt: skip
    added, refused, extra_kib = map(int, done.stdout.split())
    with catalog.connect() as connection:
        listed = connection.execute(text("SELECT name, reason FROM rejected_input")).all()
    assert {row.name for row in listed} == HOSTILE.keys() | {"huge.fits", "pipe.png", "gone.png"}
    assert all(row.reason for row in listed)
    assert (added, refused) == (GOOD + 1, len(HOSTILE) + 3)
    assert extra_kib < 64 * 1024
    new = {path for path in tmp_path.rglob("*") if path not in before}
    assert {path.relative_to(tmp_path).parts[0] for path in new} == {"store"}


def test_service_that_sends_hostile_replies(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    lines = [f"{i}.0,1.0" for i in range(1, 201)]
    (tmp_path / "t.csv").write_text("\n".join(["ra,dec", *lines]) + "\n")
    survey.always = {17.0: "bomb", 120.0: "zip", 121.0: "huge"}
    survey.replies = {"bomb": bomb(), "zip": with_zip()}
    ids, _ = enqueue_cutouts(catalog, "sdss", "t.csv", read_objects(tmp_path / "t.csv"), size_px=48)
    fetched = fetch_cutouts(
        catalog, "sdss", ids, find_service("sdss"), tmp_path / "store",
        rate_limits=RateLimits(connections=8, per_second=900), size_px=48, mirror=survey.url,
    )  # fmt: skip
    assert fetched.fetched == 197
    reasons = sorted(error.reason for error in fetched.refused)
    assert [
        words
        for words in ("reply of more than 32 MiB", "too large", "zip archive")
        if words not in str(reasons)
    ] == []


@pytest.mark.parametrize(
    "name", ["../../outside", "/etc/passwd", "a\\0b", "x'; DROP TABLE image; --", "%s%n"]
)
def test_names_in_a_table_lead_nowhere(catalog: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.jpeg").write_bytes(galaxy(3))
    pictures = tmp_path / "a" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "fine.jpeg").write_bytes(galaxy(4))
    (tmp_path / "t.csv").write_text(f'iauname,ra,dec\n"{name}",1.0,2.0\nfine,3.0,4.0\n')
    ids, _ = enqueue_cutouts(catalog, "gz", "t.csv", read_objects(tmp_path / "t.csv"), size_px=48)
    taken = take_pictures(catalog, "gz", ids, pictures, tmp_path / "store", 48)
    assert (taken.fetched, len(taken.refused)) == (1, 1)
    assert f"is named {name}" in taken.refused[0].reason
