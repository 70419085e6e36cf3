"""Purity: against brute force, and labels that stay with their pictures."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.evaluation.class_purity import purities, read_galaxies

GALAXIES = Path(__file__).parents[3] / "shared" / "data" / "gz1"


def test_purity_is_that_of_brute_force() -> None:
    rng = np.random.default_rng(0)
    kind = rng.choice(["merger", "spiral", "edge-on"], 120, p=[0.2, 0.5, 0.3])
    field = rng.integers(0, 40, 120)
    vectors = rng.normal(size=(120, 4)) + 1.5 * (kind == "merger")[:, None]
    pure, right = [], []
    for i in range(120):
        others = [j for j in range(120) if field[j] != field[i]]
        near = sorted(others, key=lambda j: np.linalg.norm(vectors[j] - vectors[i]))[:10]
        names, counts = np.unique(kind[near], return_counts=True)
        pure.append(np.mean(kind[near] == kind[i]))
        right.append(names[counts.argmax()] == kind[i])
    found, guess = purities({"ours": torch.from_numpy(vectors).float()}, kind, field)
    assert found.vectors == "ours"
    wanted = {name: np.mean(np.array(pure)[kind == name]) for name in ("edge-on", "merger", "spiral")}
    assert found.by_class == pytest.approx(wanted)
    assert found.balanced == pytest.approx(np.mean(list(wanted.values())))
    assert found.overall == pytest.approx(np.mean(pure))
    assert found.voted == pytest.approx(np.mean(right))
    shares = {name: np.mean(kind == name) for name in wanted}
    assert guess.by_class == pytest.approx(shares)
    assert guess.voted == pytest.approx(max(shares.values()))
    assert guess.balanced == pytest.approx(1 / 3)
    assert guess.overall == pytest.approx(sum(share**2 for share in shares.values()))


def test_labels_stay_with_their_pictures(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    field = 587722981750 << 20
    for name in ("a", "b", "d"):
        pixels = rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.jpeg")
    (tmp_path / "c.jpeg").write_bytes(b"an error page")
    (tmp_path / "labels.csv").write_text(
        "file,dr7objid,class,class_name\n"
        f"a.jpeg,{field + 1},1,CW spiral\nb.jpeg,{field + 7},5,Merger\n"
        f"c.jpeg,{field},3,Edge-on\nd.jpeg,{field + (1 << 16)},,\n"
    )
    galaxies = read_galaxies(tmp_path)
    assert galaxies.kind.tolist() == ["spiral", "merger", ""]
    assert galaxies.pictures.shape == (3, 3, 224, 224)
    assert galaxies.field[0] == galaxies.field[1] != galaxies.field[2]
    with pytest.raises(DeepGalaxyError, match=r"labels\.csv is missing"):
        read_galaxies(tmp_path / "elsewhere")


@pytest.mark.skipif(not GALAXIES.is_dir(), reason=f"no Galaxy Zoo pictures in {GALAXIES.parent.name}/gz1")
def test_real_galaxies_lie_on_many_fields() -> None:
    import csv

    with (GALAXIES / "labels.csv").open() as table:
        ids = [int(row["dr7objid"]) for row in csv.DictReader(table)]
    fields = len({one >> 16 for one in ids})
    assert 0.5 * len(ids) < fields < len(ids)
