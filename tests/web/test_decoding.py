"""Reading uploads that are not trusted: a process that may die, and a server that does not."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.decoding import Busy, DecodingPool, DecodingProcess
from deepgalaxy.imaging.readers import read_cutouts


@pytest.fixture(scope="module")
def decoder() -> Iterator[DecodingProcess]:
    decoder = DecodingProcess()
    yield decoder
    decoder.stop()


def test_reads_what_the_readers_read(decoder: DecodingProcess, png: bytes, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(png)
    ((_, cutout),) = read_cutouts(tmp_path / "picture.png")
    again = decoder.read("picture.png", png)
    np.testing.assert_array_equal(again.pixels, cutout.pixels)
    assert again.stretch == cutout.stretch


def test_bad_files_are_refused_and_the_next_is_read(
    decoder: DecodingProcess, bad_files: dict[str, tuple[bytes, str]], png: bytes
) -> None:
    for name, (content, words) in bad_files.items():
        with pytest.raises(RefusedInput, match=words) as refused:
            decoder.read(name, content)
        assert refused.value.name == name
    assert decoder.read("good.png", png).pixels.shape == (1, 128, 128)


def test_one_that_dies_is_replaced(decoder: DecodingProcess, png: bytes) -> None:
    decoder.read("picture.png", png)
    assert decoder.pid
    os.kill(decoder.pid, signal.SIGKILL)
    with pytest.raises(RefusedInput, match="ended the reader"):
        decoder.read("killer.png", png)
    assert decoder.read("picture.png", png).pixels.shape == (1, 128, 128)


def test_one_that_hangs_is_replaced(decoder: DecodingProcess, png: bytes) -> None:
    decoder.read("picture.png", png)
    assert decoder.pid
    before = decoder.pid
    os.kill(before, signal.SIGSTOP)
    with pytest.raises(RefusedInput, match="not read within"):
        decoder.read("endless.png", png, timeout_s=0.2)
    assert decoder.read("picture.png", png).pixels.shape == (1, 128, 128)
    assert decoder.pid != before


def test_no_more_are_read_at_once_than_there_are_decoders() -> None:
    decoders = DecodingPool(1, patience_s=0.05)
    with decoders.lend() as first, pytest.raises(Busy, match="try again"), decoders.lend():
        pass
    with decoders.lend() as again:
        assert again is first
