"""Files that exceed limits, hang or kill their process: each is refused, and the others are read."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import DecodingProcess, read_files, read_one, shared_decoders
from deepgalaxy.imaging.readers import read_cutouts
from tests.imaging.kinds import KINDS, SIP, SKY, WITH_SUFFIX, fits_file, galaxy, picture, shown, write


def refusals(folder: Path) -> dict[str, str]:
    """Read all files of a folder; return the reasons by file."""
    found = list(read_files(sorted(folder.iterdir()), 32))
    return {path.name: item.reason for path, _, item in found if isinstance(item, RefusedInput)}


def sparse(path: Path, head: bytes, size: int) -> None:
    path.write_bytes(head)
    os.truncate(path, size)


def many_pictures(path: Path, count: int) -> None:
    """Write a small file of very many pictures of one pixel."""
    with h5py.File(path, "w") as file:
        shape = (count, 1, 1, 1)
        file.create_dataset("images", shape=shape, dtype=np.uint8, chunks=shape, compression="gzip")[:] = 0


def many_scans(path: Path, count: int) -> None:
    """Write a progressive JPEG whose last scan comes again and again."""
    side = 6000
    Image.new("L", (side, side), 100).save(path, "JPEG", progressive=True)
    content = path.read_bytes()
    scan = content[content.rfind(b"\xff\xda") : -2]
    path.write_bytes(content[:-2] + scan * count + b"\xff\xd9")


def test_every_kind_is_read_as_by_the_readers(tmp_path: Path) -> None:
    paths = [write(kind, tmp_path) for kind in KINDS]
    found = list(read_files(paths, 32))
    assert list(dict.fromkeys(path for path, _, _ in found)) == paths
    for path in paths:
        expected: list[tuple[str, Cutout | RefusedInput]] = []
        try:
            expected += read_cutouts(path, 32)
        except RefusedInput as error:
            expected.append((error.name, error))
        own = [(name, item) for other, name, item in found if other == path]
        assert [name for name, _ in own] == [name for name, _ in expected]
        for (_, item), (_, other) in zip(own, expected, strict=True):
            if isinstance(item, Cutout):
                assert isinstance(other, Cutout)
                np.testing.assert_array_equal(item.pixels, other.pixels)
                assert (item.ra_deg, item.no_place) == (other.ra_deg, other.no_place)
            else:
                assert str(item) == str(other)


def test_small_files_that_would_burst_limits(tmp_path: Path) -> None:
    many_pictures(tmp_path / "many.h5", 2_000_000)
    (tmp_path / "kmsg.png").symlink_to("/proc/kmsg")
    sparse(tmp_path / "long.fits", fits_file(galaxy()), 5 * 2**30)
    sparse(tmp_path / "long.jpg", picture(shown(), "JPEG"), 900 * 2**20)
    sparse(tmp_path / "zeros.jpg", picture(shown(), "JPEG")[:-100], 10 * 2**20)
    (tmp_path / "good.png").write_bytes(picture(shown(), "PNG"))
    reasons = refusals(tmp_path)
    assert {name: words.split(":")[0] for name, words in reasons.items()} == {
        "many.h5": "too many",
        "kmsg.png": "empty",
        "long.fits": "too large",
        "long.jpg": "900 MiB for 64 × 64 pixels",
        "zeros.jpg": "truncated",
    }


def test_headers_of_thousands_of_axes_or_terms_cost_a_place_at_most(tmp_path: Path) -> None:
    (tmp_path / "axes.fits").write_bytes(fits_file(galaxy(), SKY | {"WCSAXES": 15000}))
    (tmp_path / "terms.fits").write_bytes(fits_file(galaxy(), SKY | SIP | WITH_SUFFIX | {"A_ORDER": 2000}))
    (_, _, axes), (_, _, terms) = read_files(sorted(tmp_path.iterdir()), 32)
    assert isinstance(axes, Cutout)
    assert isinstance(terms, Cutout)
    assert axes.ra_deg == pytest.approx(180.5)
    assert terms.no_place == "A_ORDER 2000: SIP goes to order 9"


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    many_scans(tmp_path / "scans.jpg", 4000)
    (tmp_path / "good.png").write_bytes(picture(shown(), "PNG"))
    decoder = DecodingProcess()
    with pytest.raises(RefusedInput, match=r"scans\.jpg: not read within 1 seconds"):
        list(decoder.read_file(tmp_path / "scans.jpg", timeout_s=1))
    [(name, _)] = decoder.read_file(tmp_path / "good.png")
    assert name == "good.png"
    decoder.stop()


def test_memory_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "deepgalaxy.imaging.decoding._PROGRAM",
        """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from deepgalaxy.imaging import decoding, readers
def swell(path, size_px, bands):
    yield bytes(4 * 2**30)
readers.read_cutouts = swell
decoding.serve(int(sys.argv[1]))
""",
    )
    decoder = DecodingProcess()
    with pytest.raises(RefusedInput, match="takes more memory than a picture may"):
        list(decoder.read_file(tmp_path / "swelling.png"))
    decoder.stop()


def test_one_that_dies_takes_one_file_with_it(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02d}.png").write_bytes(picture(shown(), "PNG"))
    found = read_files(sorted(tmp_path.iterdir()), 32)
    first = next(found)
    with shared_decoders().lend() as decoder:
        if decoder.pid:
            os.kill(decoder.pid, signal.SIGKILL)
    rest = list(found)
    assert isinstance(first[2], Cutout)
    assert len(rest) == 39
    dead = [item for _, _, item in rest if isinstance(item, RefusedInput)]
    assert len(dead) <= 1
    assert all(item.reason == "damaged: reading it ended the reader" for item in dead)


def test_who_stops_listening_leaves_no_thread_behind(tmp_path: Path) -> None:
    stack = np.random.default_rng(1).integers(0, 256, (2000, 1, 16, 16)).astype(np.uint8)
    for number in range(3):
        with h5py.File(tmp_path / f"{number}.h5", "w") as file:
            file["images"] = stack
    before = threading.active_count()
    found = read_files(sorted(tmp_path.iterdir()), 16)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    with pytest.raises(RefusedInput, match="many pictures in one file"):
        read_one(tmp_path / "0.h5")
    assert len([0 for _ in read_files(sorted(tmp_path.iterdir()), 16)]) == 6000


def test_a_script_without_a_guard_can_read(tmp_path: Path) -> None:
    (tmp_path / "good.png").write_bytes(picture(shown(), "PNG"))
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom deepgalaxy.imaging.decoding import read_one\n"
        "print(read_one(Path('good.png')).pixels.shape)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("(1, 128, 128)\n", "")


@pytest.mark.parametrize(
    "name", ["flux.fits", "display.png", "display.tif", "grey.h5", "flux.fits.gz", "one.npy"]
)
def test_a_file_that_is_being_written_is_told_from_a_damaged_one(tmp_path: Path, name: str) -> None:
    [kind] = [kind for kind in KINDS if kind.file == name]
    content = kind.content()
    path = tmp_path / name
    with path.open("wb") as writing:
        writing.write(content[: len(content) // 2])
        writing.flush()
        assert refusals(tmp_path)[name].startswith("still being written (")
    reason = refusals(tmp_path)[name]
    assert reason.startswith(("truncated", "damaged"))
    assert "last changed at" in reason
    old = time.time() - 86400
    os.utime(path, (old, old))
    assert "written" not in refusals(tmp_path)[name]
    path.write_bytes(content)
    assert not refusals(tmp_path)


def test_an_hdf5_file_that_a_program_has_open_is_being_written(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "open.h5", "w") as file:
        file["images"] = np.stack([shown()] * 2)
        file.flush()
        assert refusals(tmp_path)["open.h5"].startswith("still being written")
    assert not refusals(tmp_path)
