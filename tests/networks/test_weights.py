"""One folder a model: what goes in comes out, and nothing else is taken."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.architecture import PARTS, Architecture, Part
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, load_model, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing


def make_model(
    folder: Path, seed: int = 0, size_px: int = 32, parts: tuple[Part, ...] = PARTS
) -> TrainedModel:
    torch.manual_seed(seed)
    architecture = Architecture(size_px=size_px, latent_size=16, parts=parts)
    card = ModelCard(
        name="test",
        architecture=architecture,
        preprocessing=Preprocessing(size_px=size_px),
        training={},
        stage_time_myr=tuple(20.0 * (k - 19.5) for k in range(71)),
        metrics={"kept": {}},
    )
    return save_model(folder, Network(architecture), card)


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    saved, loaded = make_model(tmp_path / "model"), load_model(tmp_path / "model")
    assert sorted(p.name for p in (tmp_path / "model").iterdir()) == ["model.json", "weights.safetensors"]
    assert loaded.sha256 == saved.sha256
    assert loaded.card == saved.card
    pictures = torch.rand(2, 1, 32, 32)
    assert torch.equal(loaded.network(pictures).z, saved.network(pictures).z)


def test_identity_follows_weights_and_preprocessing(tmp_path: Path) -> None:
    parts: tuple[Part, ...] = ("classifier", "fcae")
    one, same = (make_model(tmp_path / name, parts=parts) for name in ("one", "same"))
    other_weights = make_model(tmp_path / "other", seed=1, parts=parts)
    assert one.sha256 == same.sha256 != other_weights.sha256
    card = json.loads((tmp_path / "same" / "model.json").read_text())
    for key, other in (
        ("size_px", 48),
        ("framing", "light"),
        ("companion_distance", 2.5),
        ("near_distance", 1.5),
    ):
        changed = {**card, "preprocessing": {**card["preprocessing"], key: other}, "digest": None}
        (tmp_path / "same" / "model.json").write_text(json.dumps(changed))
        assert load_model(tmp_path / "same").sha256 != one.sha256, key


def test_a_former_card_that_says_less_has_the_same_identity(tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    card = json.loads((tmp_path / "model" / "model.json").read_text())
    for key in ("framing", "companion_distance", "near_distance"):
        del card["preprocessing"][key]
    (tmp_path / "model" / "model.json").write_text(json.dumps({**card, "digest": None}))
    assert load_model(tmp_path / "model").sha256 == model.sha256


def test_saving_again_replaces_the_model_whole(tmp_path: Path) -> None:
    make_model(tmp_path / "model")
    second = make_model(tmp_path / "model", seed=1)
    assert load_model(tmp_path / "model").sha256 == second.sha256
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(DeepGalaxyError, match=r"thesis\.tex"):
        make_model(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_damage_is_said_not_raised(tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match="no trained model"):
        load_model(tmp_path / "nothing")
    make_model(tmp_path / "model")
    weights, card = tmp_path / "model" / "weights.safetensors", tmp_path / "model" / "model.json"
    whole, text = weights.read_bytes(), card.read_text()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DeepGalaxyError, match="damaged"):
        load_model(tmp_path / "model")
    weights.write_bytes(whole)
    card.write_text(text.replace('"latent_size": 16', '"latent_size": 8'))
    with pytest.raises(DeepGalaxyError, match="another architecture"):
        load_model(tmp_path / "model")
    card.write_text(text[:-20])
    with pytest.raises(DeepGalaxyError, match="damaged or of another version"):
        load_model(tmp_path / "model")


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    file=st.sampled_from(["model.json", "weights.safetensors"]),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=3),
)
def test_a_changed_byte_is_refused_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, file: str, flips: list[tuple[float, int]]
) -> None:
    folder = tmp_path_factory.mktemp("flipped") / "model"
    saved = make_model(folder)
    content = bytearray((folder / file).read_bytes())
    for at, bits in flips:
        content[int(at * len(content))] ^= bits
    (folder / file).write_bytes(content)
    with suppress(DeepGalaxyError):
        loaded = load_model(folder)
        assert (loaded.sha256, loaded.card) == (saved.sha256, saved.card)


def test_each_changed_number_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    make_model(folder)
    weights, card = (folder / name for name in ("weights.safetensors", "model.json"))
    whole, text = weights.read_bytes(), card.read_text()
    weights.write_bytes(whole[:-4] + bytes([whole[-4] ^ 1]) + whole[-3:])  # the last bit of a weight
    with pytest.raises(DeepGalaxyError, match="not as they were saved"):
        load_model(folder)
    weights.write_bytes(whole)
    card.write_text(text.replace("1010.0", "1011.0"))  # the time of the last stage
    assert card.read_text() != text
    with pytest.raises(DeepGalaxyError, match="not as they were saved"):
        load_model(folder)


def test_a_model_without_a_digest_is_read(tmp_path: Path) -> None:
    saved = make_model(tmp_path / "model")
    card = tmp_path / "model" / "model.json"
    facts = json.loads(card.read_text())
    del facts["digest"]
    card.write_text(json.dumps(facts))
    assert load_model(tmp_path / "model").sha256 == saved.sha256


def test_a_missing_tensor_is_noticed(tmp_path: Path) -> None:
    make_model(tmp_path / "model")
    weights = tmp_path / "model" / "weights.safetensors"
    state = load_file(weights)
    del state["classifier.dense.0.bias"]
    save_file(state, weights)
    with pytest.raises(DeepGalaxyError, match=r"classifier\.dense\.0\.bias"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"architecture": {"size_px": 60000}}, "architecture.size_px"),
        ({"preprocessing": {"size_px": 60000}}, "preprocessing.size_px"),
        ({"preprocessing": {"size_px": 64}}, "the VAE needs"),
        ({"preprocessing": {"size_px": 33}}, "needs a multiple of"),
        ({"architecture": {"size_px": 2048}, "preprocessing": {"size_px": 2048}}, "another architecture"),
        ({"time_scatter": float("inf")}, "time_scatter"),
        ({"stage_time_myr": [float("nan")] * 71}, "stage_time_myr"),
        ({"stage_time_myr": list(range(71))[::-1]}, "a later stage has an earlier time"),
        ({"calibration": {"stretch": {"68": 1.0}, "simulations": []}}, "calibration.stretch"),
        ({"calibration": {"stretch": {"68": 1.0, "90": float("nan")}, "simulations": []}}, "calibration"),
    ],
    ids=str,
)
def test_a_card_that_cannot_be_is_refused(tmp_path: Path, wrong: dict[str, Any], reason: str) -> None:
    make_model(tmp_path / "model")
    card = tmp_path / "model" / "model.json"
    facts = json.loads(card.read_text())
    for name, value in wrong.items():
        facts[name] = facts[name] | value if isinstance(value, dict) and facts[name] else value
    card.write_text(json.dumps(facts))
    with pytest.raises(DeepGalaxyError, match=reason):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    make_model(tmp_path / "model")
    weights = tmp_path / "model" / "weights.safetensors"
    state = load_file(weights)
    for name in ("encoder.0.weight", "out_of_domain.mean"):
        name = name if name in state else next(iter(state))
        spoilt = {key: tensor.clone() for key, tensor in state.items()}
        spoilt[name].flatten()[0] = value
        save_file(spoilt, weights)
        with pytest.raises(DeepGalaxyError, match=f"{name} has values that are not finite"):
            load_model(tmp_path / "model")


def test_weights_of_another_type_are_refused(tmp_path: Path) -> None:
    make_model(tmp_path / "model")
    weights = tmp_path / "model" / "weights.safetensors"
    save_file({name: tensor.double() for name, tensor in load_file(weights).items()}, weights)
    with pytest.raises(DeepGalaxyError, match="another architecture"):
        load_model(tmp_path / "model")


def test_finite_weights_that_overflow_give_no_answer(tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    with torch.no_grad():
        for weight in model.network.parameters():
            weight.mul_(1e38)
    with pytest.raises(DeepGalaxyError, match="gives no numbers"):
        predict_pictures(model, torch.rand(1, 1, 32, 32).numpy())
