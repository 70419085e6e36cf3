"""Training: data, augmentation, losses, and that it learns."""

import logging
import shutil
from pathlib import Path
from typing import Literal

import h5py
import numpy as np
import pytest
import torch
from PIL import Image

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.merger_file import Merger, read_simulations
from deepgalaxy.networks.architecture import PARTS, Architecture, make_architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import Augmented, RandomNumbers, augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import (
    load_simulations,
    random_frames,
    simulation_blocks,
    split_simulations,
    stage_times,
    without_repeats,
)
from deepgalaxy.training.labels import column, make_labels
from deepgalaxy.training.losses import contrast, part_losses, soft_labels
from deepgalaxy.training.train import train
from deepgalaxy.training.undisturbed_galaxies import undisturbed_galaxies

SIZE = 32


def write_toy_mergers(file: Path, count: int, cameras: int = 2) -> list[Merger]:
    """Two spots of light that meet: their separation tells the stage, their angle the camera and the run."""
    axis = (np.arange(SIZE) + 0.5) / SIZE - 0.5
    stages = np.arange(71)
    with h5py.File(file, "w") as h5:
        for run in range(count):
            group = h5.create_group(f"s_1_m_1__run_{run}")
            group["time_physical_myr"] = 20.0 * stages
            for camera in range(cameras):
                angle = run + 2.1 * camera
                separation = 0.42 * (70 - stages) / 70
                x, y = separation * np.cos(angle), separation * np.sin(angle)
                light = sum(
                    np.exp(
                        -(
                            (axis - side * x[:, None, None]) ** 2
                            + (axis[:, None] - side * y[:, None, None]) ** 2
                        )
                        / 0.005
                    )
                    for side in (-1, 1)
                )
                pictures = (255 * np.clip(light, 0, 1)).astype(np.uint8)[..., None]
                group[f"images_camera_{camera:02d}"] = pictures
                group[f"t_myr_camera_{camera:02d}"] = (5.0 * stages).astype(np.float32)
    return read_simulations(file)


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> list[Merger]:
    return write_toy_mergers(tmp_path_factory.mktemp("toys") / "toys.h5", 3)


def test_pictures_and_stages_stay_together(toys: list[Merger]) -> None:
    data = load_simulations(toys[:2], Preprocessing(size_px=SIZE))
    assert len(data) == 2 * 2 * 71
    row = 71 + 12  # second camera of the first simulation
    assert data.stage[row] == 12
    original = torch.from_numpy(toys[0].read(toys[0].cameras[1], np.array([12])))[0]
    assert torch.equal(data.read(torch.tensor([row]))[0].float() / 255, original)


def test_a_split_never_parts_a_simulation(toys: list[Merger]) -> None:
    many = toys * 4
    for seed in range(20):
        training, held = split_simulations(list(enumerate(many)), 0.25, seed)
        assert len(held) == 3
        assert sorted([*training, *held], key=lambda pair: pair[0]) == list(enumerate(many))
    assert split_simulations(toys[:1], 0.2, 1) == (toys[:1], [])
    assert len(split_simulations(toys[:2], 0.2, 1)[1]) == 1
    assert split_simulations(toys, 0.0, 1) == (toys, [])


def test_the_published_split_parts_frames_and_says_so(toys: list[Merger], tmp_path: Path) -> None:
    def rows(held_out: bool) -> list[bytes]:
        blocks = simulation_blocks(toys[:1], SIZE)
        return [p.numpy().tobytes() for b, *_ in random_frames(blocks, 0.3, 5, held_out=held_out) for p in b]

    everything = load_simulations(toys[:1], Preprocessing(size_px=SIZE))
    every = [p.numpy().tobytes() for p in everything.read(torch.arange(len(everything)))]
    assert sorted(rows(held_out=True) + rows(held_out=False)) == sorted(every)
    assert 0.2 < len(rows(held_out=True)) / len(every) < 0.4
    config = TrainingConfig(epochs=1, split="random frames")
    card = train(toys[:2], tmp_path / "m", Architecture(size_px=SIZE), config).card
    assert card.training["split"] == "random frames"
    assert card.training["simulations"] == card.training["held_out_simulations"]


def test_an_epoch_shows_unlabelled_pictures_as_often_as_asked(toys: list[Merger], tmp_path: Path) -> None:
    Image.fromarray(np.eye(40, dtype=np.uint8) * 200).save(tmp_path / "galaxy.png")
    config = TrainingConfig(epochs=1, unlabelled_repeats=3)
    small = Architecture(size_px=SIZE, parts=("fcae",))
    card = train(toys[:1], tmp_path / "m", small, config, unlabelled=[tmp_path / "galaxy.png"]).card
    assert card.training["unlabelled_pictures"] == 3


def test_a_copy_is_not_on_both_sides_of_a_split(
    toys: list[Merger], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(toys[0].path, tmp_path / "copy.h5")
    copies = read_simulations(tmp_path / "copy.h5")
    assert [s.id for s in without_repeats([*toys, read_simulations(toys[0].path)[1], *copies])] == [
        s.id for s in toys
    ]
    assert caplog.text.count("is the same merger as") == 4
    model = train([toys[0], copies[0]], tmp_path / "m", Architecture(size_px=SIZE), TrainingConfig(epochs=1))
    assert model.card.training["held_out_simulations"] == []


def test_times_are_physical_and_since_pericentre(toys: list[Merger]) -> None:
    times = stage_times(toys)
    assert times[0] == pytest.approx(-390)
    assert times[70] == pytest.approx(1010)


def augmented(pictures: torch.Tensor, seed: int, framing: Literal["whole", "light"] = "light") -> Augmented:
    prepare = Preprocessing(size_px=pictures.shape[-1], framing=framing)
    return augment(pictures, prepare, TrainingConfig(), torch.Generator().manual_seed(seed))


def moved(pictures: torch.Tensor, zoom: float) -> torch.Tensor:
    """The whole of pictures, moved at random."""
    from deepgalaxy.training.augment import _move

    whole = torch.tensor([0.0, 0.0, 1.0]).repeat(len(pictures), 1)
    config = TrainingConfig(zoom=zoom)
    return _move(
        pictures, whole, pictures.shape[-1], config, RandomNumbers(torch.Generator().manual_seed(1))
    )[0]


def test_augmentation_keeps_form_and_can_be_repeated() -> None:
    pictures = torch.rand(8, 1, SIZE, SIZE)
    first, again, other = (augmented(pictures, seed) for seed in (5, 5, 6))
    assert first.observed.shape == first.clean.shape == pictures.shape
    assert first.observed.min() >= 0
    assert first.observed.max() <= 1
    assert torch.equal(first.observed, again.observed)
    assert not torch.equal(first.observed, other.observed)
    same = augmented(pictures[:1].expand(8, 1, SIZE, SIZE), 5).observed
    assert not torch.equal(same[0], same[1]), "each picture is varied on its own"


def test_augmentation_turns_but_does_not_shear() -> None:
    """Two spots keep the ratio of their separation to their size, whatever the turn and zoom."""
    axis = (torch.arange(64) + 0.5) / 64 - 0.5
    spots = torch.zeros(1, 1, 64, 64)
    for x in (-0.12, 0.12):
        spots += torch.exp(-((axis - x) ** 2 + axis[:, None] ** 2) / 0.0008)
    turned = moved(spots.expand(200, 1, 64, 64), 0.35)[:, 0]
    weight = turned / turned.sum(dim=(1, 2), keepdim=True)
    column, row = axis.expand(64, 64), axis[:, None].expand(64, 64)
    mean_x, mean_y = (weight * column).sum((1, 2)), (weight * row).sum((1, 2))
    dx, dy = column - mean_x[:, None, None], row - mean_y[:, None, None]
    xx, yy, xy = ((weight * m).sum((1, 2)) for m in (dx * dx, dy * dy, dx * dy))
    eigen = torch.linalg.eigvalsh(torch.stack([xx, xy, xy, yy], dim=1).reshape(-1, 2, 2))
    ratio = (eigen[:, 1] / eigen[:, 0]).sqrt()
    assert ratio.std() / ratio.mean() < 0.05
    angle = 0.5 * torch.atan2(2 * xy, xx - yy)
    counts = torch.histc(angle, bins=4, min=-torch.pi / 2, max=torch.pi / 2)
    assert counts.min() > 25, "all directions occur"


def test_zoom_changes_the_size_by_the_configured_amount() -> None:
    square = torch.zeros(300, 1, 64, 64)
    square[..., 24:40, 24:40] = 1
    for zoom in (0.0, 0.5):
        area = moved(square, zoom).sum(dim=(1, 2, 3))
        size = (area / 256).sqrt()
        assert size.min() == pytest.approx(np.exp(-zoom), abs=0.03)
        assert size.max() == pytest.approx(np.exp(zoom), abs=0.03)


def test_what_is_to_be_rebuilt_is_the_same_view_without_the_observation() -> None:
    blob = torch.zeros(64, 1, 64, 64)
    blob[..., 20:30, 34:50] = 0.8
    shown = augmented(blob, 2, framing="whole")
    observed, clean = shown.observed, shown.clean
    assert (clean.flatten(1).median(dim=1).values < 1e-3).all(), "a dark sky"
    assert (observed.flatten(1).std(dim=1) - clean.flatten(1).std(dim=1)).abs().mean() > 1e-3
    bright = clean > 0.5 * clean.amax(dim=(2, 3), keepdim=True)
    inside = (observed * bright).sum(dim=(1, 2, 3)) / bright.sum(dim=(1, 2, 3))
    outside = (observed * ~bright).sum(dim=(1, 2, 3)) / (~bright).sum(dim=(1, 2, 3))
    assert (inside > 2 * outside).all(), "the galaxy is at the same place in both"


def test_stars_stand_beside_the_galaxy_and_not_in_every_picture() -> None:
    from deepgalaxy.training.augment import _add_stars

    starry = _add_stars(torch.zeros(400, 1, 64, 64), RandomNumbers(torch.Generator().manual_seed(1)))
    assert 0.25 < (starry.amax(dim=(1, 2, 3)) == 0).float().mean() < 0.42
    half_light = (starry > 0.5 * starry.amax(dim=(2, 3), keepdim=True)).sum(dim=(1, 2, 3))
    assert half_light.float().quantile(0.99) <= 5 * 10, "a star is a few pixels wide"


def test_galaxies_in_the_line_of_sight_are_small_and_not_in_every_picture() -> None:
    from deepgalaxy.training.augment import _add_galaxies

    field = _add_galaxies(torch.zeros(400, 1, 64, 64), RandomNumbers(torch.Generator().manual_seed(1)))
    assert 0.5 < (field.amax(dim=(1, 2, 3)) == 0).float().mean() < 0.7
    half_light = (field > 0.5 * field.amax(dim=(2, 3), keepdim=True)).sum(dim=(1, 2, 3))
    assert half_light[field.amax(dim=(1, 2, 3)) > 0].float().median() < 0.01 * 64 * 64
    assert field.max() <= 1


def test_undisturbed_galaxies_are_whole_and_of_all_shapes() -> None:
    pictures, labels = next(undisturbed_galaxies(60, 64, seed=3))
    again = next(undisturbed_galaxies(60, 64, seed=3))[0]
    assert torch.equal(pictures, again)
    assert pictures.shape == (60, 1, 64, 64)
    assert (column(labels, "interacting") == 0).all()
    assert column(labels, "stage").isnan().all(), "they have no stage"
    assert (pictures.flatten(1).amax(dim=1) >= 250).all(), "the brightest is white"
    light = pictures[:, 0].double()
    y, x = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
    at_x, at_y = ((light * at).sum(dim=(1, 2)) / light.sum(dim=(1, 2)) for at in (x, y))
    assert (torch.hypot(at_x - 31.5, at_y - 31.5) < 16).float().mean() > 0.9, "they are about the centre"
    # Arms turn by half a turn to themselves; a lane does not, nor what is in the line of sight.
    lopsided = (light - light.flip(1, 2)).abs().sum(dim=(1, 2)) / light.sum(dim=(1, 2))
    assert lopsided.quantile(0.9) > 3 * lopsided.quantile(0.1)


def test_contrast_is_the_cross_entropy_of_each_pair_among_all() -> None:
    z = torch.randn(7, 3, generator=torch.Generator().manual_seed(1)).double()
    pairs = {0: 5, 1: 6, 5: 0, 6: 1}
    losses = []
    for row, partner in pairs.items():
        near = {
            other: np.exp(-float((z[row] - z[other]).square().sum())) for other in range(7) if other != row
        }
        losses.append(-np.log(near[partner] / sum(near.values())))
    assert float(contrast(z, 2)) == pytest.approx(np.mean(losses))


def test_what_is_not_rebuilt_has_no_part_in_the_loss_of_the_pictures() -> None:
    torch.manual_seed(1)
    architecture, config = Architecture(size_px=SIZE, parts=("fcae", "vae")), TrainingConfig(kl_weight=0)
    network = Network(architecture).train()
    pictures = torch.rand(6, 1, SIZE, SIZE)
    outputs, labels = network(pictures, rebuilt=2), make_labels(6)
    losses = part_losses(network, outputs, pictures, labels, config)
    assert outputs.picture is not None
    assert len(outputs.picture) == 2
    other = torch.cat([pictures[:2], torch.rand(4, 1, SIZE, SIZE)])
    assert torch.equal(losses["fcae"], part_losses(network, outputs, other, labels, config)["fcae"])


def test_blurring_keeps_the_light_and_the_place() -> None:
    from deepgalaxy.training.augment import _blur

    point = torch.zeros(100, 1, 64, 64)
    point[..., 20, 30] = 1
    blurred = _blur(point, RandomNumbers(torch.Generator().manual_seed(1)))[:, 0]
    assert torch.allclose(blurred.sum(dim=(1, 2)), torch.ones(100), atol=1e-4)
    assert (blurred.flatten(1).argmax(dim=1) == 20 * 64 + 30).all()
    assert blurred.amax(dim=(1, 2)).std() > 0.1, "each by another width"


def test_soft_labels_peak_at_the_stage() -> None:
    labels = soft_labels(torch.tensor([0.0, 19.5, 70.0]), 1.5, 71)
    assert torch.allclose(labels.sum(dim=1), torch.ones(3))
    assert labels.argmax(dim=1).tolist()[::2] == [0, 70]
    assert labels[1, 19] == pytest.approx(labels[1, 20].item())
    assert labels[1, 18] / labels[1, 19] == pytest.approx(np.exp(-0.5 * (1.5**2 - 0.5**2) / 1.5**2), rel=1e-5)


def test_it_learns_to_date_a_merger_it_never_saw(toys: list[Merger], tmp_path: Path) -> None:
    config = TrainingConfig(epochs=15, batch_size=32)
    model = train(toys, tmp_path / "model", Architecture(size_px=SIZE), config)
    held = model.card.training["held_out_simulations"]
    assert len(held) == 1
    assert not set(held) & set(model.card.training["simulations"])
    epochs = model.card.metrics["epochs"]
    assert [e["epoch"] for e in epochs] == list(range(1, 16))
    assert epochs[-1]["fcae_loss"] < 0.5 * epochs[0]["fcae_loss"]
    assert epochs[-1]["classifier_loss"] < epochs[0]["classifier_loss"] - 0.8
    # A guess at the middle errs by 17.5 stages in the median.
    assert epochs[-1]["held_out_median_stages"] < 6


@pytest.mark.parametrize("part", PARTS)
def test_each_part_trains_alone(part: str, toys: list[Merger], tmp_path: Path) -> None:
    architecture = make_architecture(size_px=None, pictures_px=SIZE, latent_size=16, parts=part)
    config = TrainingConfig(epochs=3, batch_size=32, held_out=0)
    epochs = train(toys[:1], tmp_path / "model", architecture, config).card.metrics["epochs"]
    assert epochs[-1].keys() == {"epoch", f"{part}_loss"}
    assert epochs[-1][f"{part}_loss"] < epochs[0][f"{part}_loss"]


def test_the_same_seed_gives_the_same_model(toys: list[Merger], tmp_path: Path) -> None:
    config = TrainingConfig(epochs=1, batch_size=64)
    one, two = (train(toys[:2], tmp_path / n, Architecture(size_px=SIZE), config) for n in ("one", "two"))
    other = train(
        toys[:2], tmp_path / "three", Architecture(size_px=SIZE), config.model_copy(update={"seed": 2})
    )
    assert one.sha256 == two.sha256 != other.sha256


def test_one_simulation_trains_and_says_that_nothing_is_held_out(
    toys: list[Merger], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        model = train(toys[:1], tmp_path / "m", Architecture(size_px=SIZE), TrainingConfig(epochs=1))
    assert "no simulation is held out" in caplog.text
    assert "held_out_median_stages" not in model.card.metrics["kept"]


def test_a_loss_that_is_no_number_is_reported(toys: list[Merger], tmp_path: Path) -> None:
    config = TrainingConfig(epochs=2, learning_rate=1e30)
    with pytest.raises(DeepGalaxyError, match="lower learning rate"):
        train(toys[:1], tmp_path / "m", Architecture(size_px=SIZE), config)
    assert not (tmp_path / "m").exists()
