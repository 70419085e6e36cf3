"""Pictures made alike."""

import pytest
import torch

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.bands import LUMINANCE_WEIGHTS, in_colour
from deepgalaxy.networks.preprocessing import Preprocessing, _upper_quantile, to_grey


def galaxy(size: int) -> torch.Tensor:
    axis = (torch.arange(size) + 0.5) / size - 0.5
    return torch.exp(-(axis[:, None] ** 2 + axis**2) / 0.02)[None, None]


def test_sky_and_gain_do_not_matter() -> None:
    prepare = Preprocessing(size_px=64)
    bare = prepare(galaxy(64))
    observed = prepare(0.2 + 0.5 * galaxy(64))
    torch.testing.assert_close(observed, bare, atol=0.01, rtol=0)
    assert bare.min() >= 0
    assert bare.max() == 1


def test_size_does_not_matter() -> None:
    small = Preprocessing(size_px=32)(galaxy(32))
    for size in (64, 96, 128, 424):
        torch.testing.assert_close(Preprocessing(size_px=32)(galaxy(size)), small, atol=0.05, rtol=0)


def test_colour_becomes_luminance() -> None:
    colour = torch.rand(2, 3, 16, 16)
    grey = to_grey(colour)
    oracle = sum(w * colour[:, i : i + 1] for i, w in enumerate(LUMINANCE_WEIGHTS.tolist()))
    torch.testing.assert_close(grey, oracle)


def test_four_bands_become_the_luminance_of_their_colours() -> None:
    bands = torch.rand(2, 4, 16, 16)
    colours = torch.from_numpy(in_colour(bands.numpy()))
    torch.testing.assert_close(Preprocessing(size_px=16).choose(bands, tuple("zirg")), to_grey(colours))


def test_the_bands_that_are_wanted_are_taken_by_their_names_and_grey_is_given_to_each() -> None:
    wanted = Preprocessing(size_px=16, colour=("z", "r"))
    bands = torch.rand(2, 4, 16, 16)
    assert torch.equal(wanted.choose(bands, tuple("zirg")), bands[:, [0, 2]])
    assert torch.equal(wanted.choose(bands[:, :1]), bands[:, [0, 0]])
    alone = Preprocessing(size_px=16)
    prepared = wanted(bands, tuple("zirg"))
    assert torch.equal(prepared, torch.cat([alone(bands[:, :1]), alone(bands[:, 2:3])], dim=1))
    for there, bands_there in ((("z", "i"), bands[:, :2]), (None, bands[:, :3])):
        with pytest.raises(DeepGalaxyError, match=r"no band (z, )?r: .*the model wants z, r"):
            wanted.choose(bands_there, there)


def test_what_a_model_wants_is_said_by_its_card_as_before_where_it_is_luminance() -> None:
    assert Preprocessing(size_px=16).model_dump(mode="json")["colour"] == "luminance"
    card = Preprocessing(size_px=16, colour=("z", "r")).model_dump_json()
    assert Preprocessing.model_validate_json(card).bands == ("z", "r")


def test_a_blank_picture_stays_finite() -> None:
    assert Preprocessing(size_px=16)(torch.full((1, 1, 16, 16), 0.3)).isfinite().all()


@pytest.mark.parametrize("size", [16, 45, 64, 128])
def test_the_peak_is_the_quantile_to_the_last_bit(size: int) -> None:
    """What models were trained with: another last bit is another model."""
    random = torch.rand(16, 1, size * size, generator=torch.Generator().manual_seed(1))
    for values in (random, (random**8 * 255).round() / 255, torch.zeros(2, 1, size * size)):
        assert torch.equal(_upper_quantile(values, 0.999), values.quantile(0.999, dim=-1))


def test_what_lies_far_from_a_galaxy_is_left_out_of_what_tells_mergers() -> None:
    axis = torch.arange(128.0)
    spots = [torch.exp(-0.5 * ((axis - at) ** 2 + (axis[:, None] - 64) ** 2) / 9) for at in (54, 78)]
    pictures = torch.stack([spots[0], spots[0] + spots[1]])[:, None]
    wide = Preprocessing(size_px=64, framing="light")
    both = wide.model_copy(update={"near_distance": 1.0})
    prepared = both.prepare(pictures)
    assert torch.equal(prepared.pictures, wide(pictures))
    assert prepared.nearer.tolist() == [False, True]
    assert torch.equal(prepared.near_pictures, both.near()(pictures)[1:])
    assert prepared.window[1] > 1.5 * float(both.near().prepare(pictures).window[1])
    assert wide.near() == wide
    assert not wide.prepare(pictures).nearer.any()
