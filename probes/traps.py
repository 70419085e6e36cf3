"""Files that are made to do harm, or are none: each is written to a path that is given."""

import os
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
from astropy.io import fits

from probes import good

TRAPS: dict[str, Callable[[Path], object]] = {}


def trap(make: Callable[[Path], object]) -> Callable[[Path], object]:
    """List a trap under its name."""
    TRAPS[make.__name__.replace("_", " ")] = make
    return make


@trap
def a_pipe(path: Path) -> None:
    os.mkfifo(path)


@trap
def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        here = os.open(path.parent, os.O_RDONLY)
        bound.bind(f"/proc/self/fd/{here}/{path.name}")  # its own path may be too long
        os.close(here)


@trap
def a_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@trap
def a_link_to_what_the_kernel_shows(path: Path) -> None:
    path.symlink_to("/proc/kmsg")


@trap
def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


@trap
def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


@trap
def a_program(path: Path) -> None:
    path.write_bytes(b"\x7fELF" + bytes(4000))


@trap
def nothing(path: Path) -> None:
    path.touch()


@trap
def a_png_of_zeros_of_60000_pixels(path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(10**6), 9))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b""))


@trap
def a_good_head_before_gigabytes_of_zeros(path: Path) -> None:
    path.write_bytes(good.pictures()["jpeg"])
    os.truncate(path, 3 * 10**9)


@trap
def a_fits_head_before_gigabytes_of_zeros(path: Path) -> None:
    path.write_bytes(good.pictures()["fits"])
    os.truncate(path, 10**9)


@trap
def a_fits_header_without_end(path: Path) -> None:
    path.write_bytes(b"SIMPLE  =                    T")
    os.truncate(path, 3 * 10**9)


@trap
def a_fits_file_of_15000_axes(path: Path) -> None:
    _fits_with(path, WCSAXES=15000, CTYPE1="RA---TAN", CTYPE2="DEC--TAN")


@trap
def a_fits_file_with_sip_of_order_2000(path: Path) -> None:
    _fits_with(path, CTYPE1="RA---TAN-SIP", CTYPE2="DEC--TAN-SIP", A_ORDER=2000, B_ORDER=2000)


@trap
def an_hdf5_file_of_two_million_pictures_of_a_pixel(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "images",
            shape=(2_000_000, 1, 1, 1),
            dtype=np.uint8,
            chunks=(2_000_000, 1, 1, 1),
            compression="gzip",
        )[:] = 0


@trap
def an_hdf5_file_with_a_chunk_of_gigabytes(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "images",
            shape=(10**5, 1, 128, 128),
            dtype=np.uint8,
            chunks=(10**5, 1, 128, 128),
            compression="gzip",
        )


@trap
def an_hdf5_file_of_links_to_another(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["images"] = h5py.ExternalLink("/etc/hostname", "images")
        file["s_1_m_1"] = h5py.SoftLink("/")


@trap
def an_hdf5_file_with_pixels_elsewhere(path: Path) -> None:
    with h5py.File(path, "w") as file:
        raw = [("/etc/passwd", 0, 576)]
        file.create_dataset("images", shape=(1, 1, 24, 24), dtype=np.uint8, external=raw)


@trap
def an_hdf5_file_of_virtual_pixels(path: Path) -> None:
    with h5py.File(path, "w") as file:
        layout = h5py.VirtualLayout((1, 1, 24, 24), np.uint8)
        layout[:] = h5py.VirtualSource("/etc/passwd", "images", (1, 1, 24, 24))
        file.create_virtual_dataset("images", layout)


@trap
def an_hdf5_file_that_holds_itself(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_group("s_1_m_1")["s_1_m_1"] = file["/"]


def _fits_with(path: Path, **cards: int | str) -> None:
    header = fits.Header()
    header.update(cards)
    values = np.random.default_rng(0).normal(size=(24, 24)).astype(np.float32)
    fits.writeto(path, values, header, output_verify="ignore")


MERGER_TRAPS: dict[str, Callable[[Path], object]] = {}


def merger_trap(make: Callable[[Path], object]) -> Callable[[Path], object]:
    """List a trap that is a merger file."""
    MERGER_TRAPS[make.__name__.replace("_", " ")] = make
    return make


def _merger(path: Path, shape: tuple[int, ...], chunks: tuple[int, ...], cameras: int = 1) -> None:
    with h5py.File(path, "w") as file:
        group = file.create_group("s_1_m_1")
        for camera in range(cameras):
            group.create_dataset(
                f"images_camera_{camera:02d}", shape=shape, dtype=np.uint8, chunks=chunks, compression="gzip"
            )
            times = group.create_dataset(
                f"t_myr_camera_{camera:02d}", shape=shape[:1], dtype=np.float64, compression="gzip"
            )
            times[:] = 5 * np.linspace(0, 70, shape[0])


@merger_trap
def frames_that_are_not_there(path: Path) -> None:
    _merger(path, (100_000, 4096, 4096, 1), (1, 4096, 4096, 1))


@merger_trap
def many_frames_in_a_chunk(path: Path) -> None:
    _merger(path, (100_000, 128, 128, 1), (100_000, 128, 128, 1))


@merger_trap
def a_gigabyte_of_zeros_in_a_megabyte(path: Path) -> None:
    _merger(path, (65_000, 128, 128, 1), (250, 128, 128, 1))
    with h5py.File(path, "r+") as file:
        images = file["s_1_m_1/images_camera_00"]
        block = np.zeros((250, 128, 128, 1), np.uint8)
        for start in range(0, 65_000, 250):
            images[start : start + 250] = block


@merger_trap
def one_group_under_30000_names(path: Path) -> None:
    path.write_bytes(good.merger())
    with h5py.File(path, "r+") as file:
        group = file["s_1_m_0.5"]
        for number in range(30_000):
            file[f"s_1_m_0.5__run_{number}"] = group


@merger_trap
def one_camera_under_1000_names(path: Path) -> None:
    path.write_bytes(good.merger())
    with h5py.File(path, "r+") as file:
        group = file["s_1_m_0.5"]
        for number in range(2, 900):
            group[f"images_camera_{number:02d}"] = group["images_camera_00"]
            group[f"t_myr_camera_{number:02d}"] = group["t_myr_camera_00"]


@merger_trap
def nan_everywhere(path: Path) -> None:
    path.write_bytes(good.merger(event=True))
    with h5py.File(path, "r+") as file:
        group = file["s_1_m_0.5"]
        for name in ("t_myr_camera_00", "t_myr_camera_01", "time_physical_myr"):
            group[name][:] = np.nan
        for name, value in group.attrs.items():
            if isinstance(value, float):
                group.attrs[name] = np.nan


@merger_trap
def words_for_numbers(path: Path) -> None:
    path.write_bytes(good.merger(event=True))
    with h5py.File(path, "r+") as file:
        file["s_1_m_0.5"].attrs.update({"mass_ratio": "half", "t_coalescence_myr": "late", "outcome": 7})


@merger_trap
def ratios_that_cannot_be(path: Path) -> None:
    path.write_bytes(good.merger())
    with h5py.File(path, "r+") as file:
        file["s_1_m_0.5"].attrs.update({"mass_ratio": np.nan, "size_ratio": -1.0})


@merger_trap
def links_that_lead_around(path: Path) -> None:
    path.write_bytes(good.merger())
    with h5py.File(path, "r+") as file:
        file["s_1_m_0.5"]["s_1_m_0.5"] = file["/"]
        file["s_1_m_1"] = h5py.SoftLink("/s_1_m_0.5")
        file["s_2_m_1"] = h5py.ExternalLink("/etc/passwd", "/")
