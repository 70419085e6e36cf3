import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.cutout import Cutout, from_8bit, to_8bit
from deepgalaxy.imaging.image_store import read_channels, read_pictures, write_shard, write_shards
from deepgalaxy.imaging.readers import read_cutouts

NODE = "s_1_m_1/images_camera_03"


def cutouts(count: int, channels: int = 3, seed: int = 12) -> list[Cutout]:
    stored = np.random.default_rng(seed).integers(0, 256, (count, channels, 24, 24), np.uint8)
    return [Cutout(from_8bit(picture), "none") for picture in stored]


def pixels_of(pictures: list[Cutout]) -> NDArray[np.float32]:
    return np.stack([picture.pixels for picture in pictures])


def test_round_trip_bit_for_bit(tmp_path: Path) -> None:
    put_in = cutouts(20)
    shard = write_shard(tmp_path / "new" / "folder", put_in)
    with h5py.File(shard) as file:
        images = file["images"]
        assert (images.dtype, images.shape, images.chunks) == (np.uint8, (20, 3, 24, 24), (1, 3, 24, 24))
        assert (images.compression, images.shuffle, images.fletcher32) == ("gzip", True, True)
        np.testing.assert_array_equal(images[:], to_8bit(pixels_of(put_in)))
    read = read_pictures(shard, "images", range(20))
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, pixels_of(put_in))


def of_bands(names: str, seed: int = 3) -> Cutout:
    pixels = np.random.default_rng(seed).random((len(names), 24, 24), np.float32)
    return Cutout(pixels, "asinh", bands=tuple(names)).as_stored()


def test_each_kind_of_picture_has_a_shard_of_its_own(tmp_path: Path) -> None:
    (grey, more), (colour,) = cutouts(2, 1), cutouts(1, 3)
    mixed = [grey, of_bands("zirg"), colour, of_bands("yirg"), more, of_bands("zirg", 5)]
    places = write_shards(tmp_path, mixed)
    assert [place for _, place in places] == [0, 0, 0, 0, 1, 1]
    assert len({shard for shard, _ in places}) == len(list(tmp_path.iterdir())) == 4
    for cutout, (shard, place) in zip(mixed, places, strict=True):
        pixels, bands = read_channels(shard, "images", [place])
        assert bands == cutout.bands
        np.testing.assert_array_equal(pixels[0], cutout.pixels)
    assert write_shards(tmp_path, mixed) == places
    assert write_shards(tmp_path, []) == []


def test_bands_are_kept_in_float16_and_read_as_pictures_again(tmp_path: Path) -> None:
    put_in = [of_bands("zirg", seed) for seed in range(3)]
    shard = write_shard(tmp_path, put_in)
    with h5py.File(shard) as file:
        images = file["images"]
        assert (images.dtype, images.shape, list(images.attrs["bands"])) == (
            np.float16,
            (3, 4, 24, 24),
            [*"zirg"],
        )
    again = [cutout for _, cutout in read_cutouts(shard, 24)]
    assert [cutout.sha256 for cutout in again] == [cutout.sha256 for cutout in put_in]
    with h5py.File(shard, "a") as file:
        file["images"].attrs["bands"] = ["z", "i"]
    with pytest.raises(DeepGalaxyError, match="damaged"):
        read_pictures(shard, "images", [0])
    with pytest.raises(RefusedInput, match="has the bands z, i"):
        list(read_cutouts(shard, 24))


def test_same_content_same_file_other_content_another(tmp_path: Path) -> None:
    first = write_shard(tmp_path, cutouts(3))
    written = first.stat().st_mtime_ns
    assert write_shard(tmp_path, cutouts(3)) == first
    assert first.stat().st_mtime_ns == written
    others = [cutouts(3)[::-1], cutouts(2), cutouts(3, seed=13)]
    assert len({first, *(write_shard(tmp_path, other) for other in others)}) == 4
    assert len(list(tmp_path.iterdir())) == 4


def test_what_is_no_shard(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none"):
        write_shard(tmp_path, [])
    with pytest.raises(ValueError, match="one size"):
        write_shard(tmp_path, [*cutouts(1), Cutout(np.zeros((3, 9, 9), np.float32), "none")])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", [np.uint8, np.float16, np.float32])
def test_any_order_and_repetition_from_a_merger_dataset(tmp_path: Path, kind: type[np.generic]) -> None:
    rng = np.random.default_rng(14)
    stored = (
        rng.integers(0, 256, (30, 16, 20, 1), np.uint8) if kind is np.uint8 else rng.random((30, 16, 20, 1))
    )
    path = tmp_path / "mergers.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset(NODE, data=stored.astype(kind), chunks=(4, 16, 20, 1), compression="gzip")
    everything = stored.astype(kind).astype(np.float32)[:, None, :, :, 0] / (255 if kind is np.uint8 else 1)
    for wanted in ([], [7], [29, 0, 29, 3], rng.integers(0, 30, 50), np.arange(30)[::-1]):
        read = read_pictures(path, NODE, list(wanted))
        assert read.dtype == np.float32
        np.testing.assert_allclose(read, everything[np.asarray(wanted, dtype=int)], atol=1e-7)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    shard = write_shard(tmp_path, cutouts(3))
    for file, node, indices, reason in [
        (tmp_path / "gone.h5", "images", [0], "gone.h5: no such file"),
        (shard, "pictures", [0], "no pictures at 'pictures'"),
        (shard, "/", [0], "no pictures at '/'"),
        (shard, "images", [0, 3], "pictures 0 to 2, asked for 0 to 3"),
        (shard, "images", [-1], "pictures 0 to 2, asked for -1 to -1"),
    ]:
        with pytest.raises(DeepGalaxyError, match=reason):
            read_pictures(file, node, indices)


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    shard = write_shard(tmp_path, cutouts(3))
    with h5py.File(shard) as file:
        chunk = file["images"].id.get_chunk_info(1)
    content = bytearray(shard.read_bytes())
    content[chunk.byte_offset + chunk.size // 2] ^= 1
    shard.write_bytes(content)
    assert read_pictures(shard, "images", [0, 2]).shape == (2, 3, 24, 24)
    with pytest.raises(DeepGalaxyError, match="damaged"):
        read_pictures(shard, "images", [1])


def test_killed_while_writing_leaves_no_shard(tmp_path: Path) -> None:
    program = """if True:
        import sys
        from pathlib import Path
        import numpy as np
        from deepgalaxy.imaging.cutout import Cutout
        from deepgalaxy.imaging.image_store import write_shard
        picture = np.random.default_rng(15).random((3, 400, 400), np.float32)
        write_shard(Path(sys.argv[1]), [Cutout(picture, "none")] * 300)
    """
    writer = subprocess.Popen([sys.executable, "-c", program, tmp_path])
    try:
        while not (left := list(tmp_path.iterdir())) or not left[0].stat().st_size:
            assert writer.poll() is None, "it was done before it could be killed"
            time.sleep(0.02)
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
    assert writer.returncode == -signal.SIGKILL
    assert [path.suffix for path in tmp_path.iterdir()] == [".tmp"]
    shard = write_shard(tmp_path, cutouts(3))
    assert list(tmp_path.glob("*.h5")) == [shard]
