"""The whole network: one encoder and up to three parts on its feature map."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import build_encoder, find_backbone
from deepgalaxy.networks.classifier import PropertyClassifier
from deepgalaxy.networks.decoder import Decoder
from deepgalaxy.networks.out_of_domain import OutOfDomainScore
from deepgalaxy.networks.vae import FeatureVAE

BLOCKS = ("Block", "BasicLayer", "BottleNeckLayer", "ConvNextV2Layer")
"""Ends of the class names of the encoders' repeated blocks: ours, transformers' and EfficientNet-Lite's. A
user's own may be called so too."""


def _blocks(encoder: nn.Module) -> list[nn.Module]:
    """Return what an encoder is made of, in order: its repeated blocks, or where it has none, its layers."""
    with_weights = [m for m in encoder.modules() if next(m.parameters(), None) is not None]
    blocks = [m for m in with_weights if type(m).__name__.endswith(BLOCKS)]
    return blocks or [m for m in with_weights if next(m.parameters(recurse=False), None) is not None]


@dataclass(frozen=True)
class Outputs:
    """The network's outputs for a batch of B pictures; ``None`` for a part that it does not have."""

    feature_map: Tensor
    """M, (B, C, h, w)."""
    logits: Tensor | None
    """Of the bins of all properties, see `PropertyClassifier.split`, (B, sum of bins)."""
    interacting: Tensor | None
    """Logit of p_interacting, (B,)."""
    picture: Tensor | None
    """Rebuilt from M by the FCAE's decoder, (n, channels, H, W): of the first n of the B, see
    `Network.forward`."""
    rebuilt_map: Tensor | None
    """M rebuilt from z, (B, C, h, w)."""
    picture_of_z: Tensor | None
    """Rebuilt by the same decoder from ``rebuilt_map``, (n, channels, H, W); only in training."""
    z: Tensor | None
    """Embedding: the mean of z, (B, latent_size)."""
    log_variance: Tensor | None
    """Of z, (B, latent_size)."""


class Network(nn.Module):
    """Encoder E to the feature map M, and on it the classifier, the FCAE's decoder and the VAE.

    A part that the architecture does not name is ``None``.

    Parameters
    ----------
    architecture : Architecture
        Backbone, size of the pictures, length of z, and parts.
    first_weights : str, optional
        Of the encoder, see `deepgalaxy.networks.backbones.build_encoder`.
    """

    def __init__(self, architecture: Architecture, first_weights: str | None = None) -> None:
        super().__init__()
        self.architecture = architecture
        parts, widths = architecture.parts, find_backbone(architecture.backbone).widths
        self.encoder = build_encoder(architecture.backbone, first_weights, architecture.channels)
        self.classifier = (
            PropertyClassifier(widths[-1], architecture.properties, scaled=architecture.scaled)
            if "classifier" in parts
            else None
        )
        self.decoder = Decoder(widths, architecture.channels) if "fcae" in parts else None
        self.out_of_domain = OutOfDomainScore(widths[-1])
        self.vae = (
            FeatureVAE(architecture.feature_shape, architecture.latent_size) if "vae" in parts else None
        )

    @property
    def device(self) -> torch.device:
        """Device of its weights, to which pictures must be moved.

        Returns
        -------
        device
            The CPU or a GPU.
        """
        return next(self.encoder.parameters()).device

    def save_memory(self) -> None:
        """Recompute the encoder's activations in the backward pass from now on, instead of storing them."""
        from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import apply_activation_checkpointing

        apply_activation_checkpointing(
            self.encoder, check_fn=lambda module: type(module).__name__.endswith(BLOCKS)
        )

    def freeze_encoder(self, *, but_last_blocks: bool) -> None:
        """Keep the encoder's weights as they are from now on, or all but those of its last blocks.

        Parameters
        ----------
        but_last_blocks : bool
            Whether the last third of the repeated blocks, and what comes after them, is trained.
        """
        frozen = list(self.encoder.parameters())
        if but_last_blocks:
            blocks = _blocks(self.encoder)
            first_trained = next(blocks[-max(1, len(blocks) // 3)].parameters())
            frozen = frozen[: next(n for n, weights in enumerate(frozen) if weights is first_trained)]
        for weights in frozen:
            weights.requires_grad_(False)

    def train(self, mode: bool = True) -> "Network":
        """Set the mode; what is frozen stays as it is evaluated: its normalisation learns nothing either.

        Parameters
        ----------
        mode : bool
            Training or evaluation.

        Returns
        -------
        Network
            This one.
        """
        super().train(mode)
        for module in self.encoder.modules():
            weights = list(module.parameters())
            if weights and not any(each.requires_grad for each in weights):
                module.eval()
        return self

    def forward(
        self, pictures: Tensor, shown_kpc: Tensor | None = None, rebuilt: int | None = None
    ) -> Outputs:
        """Compute the outputs of all parts.

        Parameters
        ----------
        pictures : Tensor
            Prepared pictures, float32, shape (B, channels, H, W), in [0, 1]; H and W are multiples of the
            stride.
        shown_kpc : Tensor, optional
            Side of what they show, kpc, shape (B,); NaN where it is not known.
        rebuilt : int, optional
            Only so many, the first ones, are rebuilt by the decoder, which takes as long as the encoder.

        Returns
        -------
        Outputs
            Of each part, for these pictures.
        """
        features = self.encoder(pictures)
        logits, interacting = self.classifier(features, shown_kpc) if self.classifier else (None, None)
        rebuilt_map, z, log_variance = self.vae(features) if self.vae else (None, None, None)
        return Outputs(
            feature_map=features,
            logits=logits,
            interacting=interacting,
            picture=self.decoder(features[:rebuilt]) if self.decoder else None,
            rebuilt_map=rebuilt_map,
            picture_of_z=(
                self.decoder(rebuilt_map[:rebuilt])
                if self.training and self.decoder and rebuilt_map is not None
                else None
            ),
            z=z,
            log_variance=log_variance,
        )
