"""The network whole: one encoder, up to three parts."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import build_encoder, find_backbone
from deepgalaxy.networks.classifier import StageClassifier
from deepgalaxy.networks.decoder import Decoder
from deepgalaxy.networks.out_of_domain import OutOfDomainScore
from deepgalaxy.networks.vae import FeatureVAE

BLOCKS = ("Block", "BasicLayer", "BottleNeckLayer", "ConvNextV2Layer")
"""How the classes end that repeat in the encoders: ours, transformers' and EfficientNet-Lite's."""


@dataclass(frozen=True)
class Outputs:
    """What the network says of a batch of B pictures; ``None`` from a part that it does not have."""

    feature_map: Tensor
    """M, (B, C, h, w)."""
    logits: Tensor | None
    """Of the stages, (B, 71)."""
    picture: Tensor | None
    """Rebuilt by the FCAE, (B, 1, H, W)."""
    rebuilt_map: Tensor | None
    """M rebuilt from z, (B, C, h, w)."""
    picture_of_z: Tensor | None
    """Rebuilt by the FCAE from that, (B, 1, H, W); only while training."""
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
    first_weights : str, optional
        Of the encoder, see `deepgalaxy.networks.backbones.build_encoder`.
    """

    def __init__(self, architecture: Architecture, first_weights: str | None = None) -> None:
        super().__init__()
        self.architecture = architecture
        parts, widths = architecture.parts, find_backbone(architecture.backbone).widths
        self.encoder = build_encoder(architecture.backbone, first_weights)
        self.classifier = StageClassifier(widths[-1]) if "classifier" in parts else None
        self.decoder = Decoder(widths) if "fcae" in parts else None
        self.out_of_domain = OutOfDomainScore(widths[-1])
        self.vae = (
            FeatureVAE(architecture.feature_shape, architecture.latent_size) if "vae" in parts else None
        )

    @property
    def device(self) -> torch.device:
        """Where its weights are, and its pictures must be."""
        return next(self.encoder.parameters()).device

    def save_memory(self) -> None:
        """From now on compute the encoder's activations again in the backward pass rather than keep them."""
        from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import apply_activation_checkpointing

        apply_activation_checkpointing(
            self.encoder, check_fn=lambda module: type(module).__name__.endswith(BLOCKS)
        )

    def forward(self, pictures: Tensor) -> Outputs:
        """All that the parts say of prepared pictures (B, 1, H, W) whose sides the stride divides."""
        features = self.encoder(pictures)
        rebuilt, z, log_variance = self.vae(features) if self.vae else (None, None, None)
        return Outputs(
            feature_map=features,
            logits=self.classifier(features) if self.classifier else None,
            picture=self.decoder(features) if self.decoder else None,
            rebuilt_map=rebuilt,
            picture_of_z=self.decoder(rebuilt) if self.training and self.decoder and self.vae else None,
            z=z,
            log_variance=log_variance,
        )
