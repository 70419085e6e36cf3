"""What the benchmark of scaling makes of its measurements, by measurements whose answer is known."""

from pathlib import Path

import pytest

from benchmarks.scaling_page import Measured, fitted, projected_efficiency, write_page

ALPHA_S, BETA_S = 5e-5, 1e-9


def measured(way: str, workers: int, pictures_s: float) -> Measured:
    sizes = [4_000, 120_000, 4_000_000, 16_000_000]
    rounds = 2 * (workers - 1)
    return Measured(
        way=way,
        machine="a machine",
        workers=workers,
        batch=50,
        size_px=128,
        pictures_s=pictures_s,
        processor_s=0.9,
        load_s=0.001,
        gradient_bytes=10_000_000,
        reduced_bytes=sizes,
        reduce_s=[rounds * (ALPHA_S + BETA_S * size / workers) for size in sizes],
    )


@pytest.mark.parametrize("workers", [2, 8])
def test_latency_and_bandwidth_are_found_again_and_carried_on(workers: int) -> None:
    found = measured("torch", workers, 95)
    assert fitted(found) == pytest.approx((ALPHA_S, BETA_S))
    alone = measured("alone", 1, 50)  # a step of 1 s
    reduce_s = 2 * 511 * (ALPHA_S + BETA_S * 10_000_000 / 512)
    assert projected_efficiency(alone, found, 512) == pytest.approx(1 / (1 + reduce_s))
    assert projected_efficiency(alone, found, 1) == 1


def test_the_page_gets_one_section_however_often(tmp_path: Path) -> None:
    page = tmp_path / "cluster.md"
    page.write_text("# Before\n\n<!-- scaling -->\nold\n<!-- /scaling -->\n\n# After\n")
    runs = [measured("alone", 1, speed) for speed in (40, 50, 70)]
    runs += [measured("two, each alone", 1, 48), measured("Horovod", 2, 95)]
    for _ in range(2):
        write_page(page, runs)
    text = page.read_text()
    assert text.startswith("# Before\n\n<!-- scaling -->\n")
    assert text.endswith("<!-- /scaling -->\n\n# After\n")
    assert "old" not in text
    assert text.count("| Horovod | 2 | 95.0 | 0.950 | 1053 | 900 | 1.0 | 10.1 |") == 1
    assert "| two, each alone | 2 | 96.0 | 0.960 |" in text
    assert "Projected, not measured" in text
    assert "![Pictures a second and efficiency over workers](cluster/scaling.png)" in text
    assert (tmp_path / "cluster" / "scaling.png").stat().st_size > 10_000
