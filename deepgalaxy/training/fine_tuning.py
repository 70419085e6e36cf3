"""Training that starts from a trained model: which of its weights change, and what of it stays true."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Literal

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.networks.interval_calibration import Calibration
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.properties import PROPERTY_NAMES
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.labels import LabelName

Tune = Literal["heads", "last", "all"]
RATES: dict[Tune, float] = {"heads": 1.0, "last": 0.3, "all": 0.1}
"""Peak of the learning rate, in the optimizer's usual ones, where none is configured: what is learnt already
is not to be forgotten in the first steps."""


@dataclass(frozen=True)
class FineTuning:
    """A model to start from, and what of it is trained."""

    base: TrainedModel
    tune: Tune = "all"
    """``heads`` keeps the encoder as it is, ``last`` all of it but its last third, ``all`` nothing."""

    def __post_init__(self) -> None:
        if self.base.card.stage_clock != "event":
            raise WrongUse(
                f"{self.base.card.name} is of version 0.1, whose stages count from the start of a run: start"
                " from a newer model"
            )

    @property
    def preprocessing(self) -> Preprocessing:
        """That of the model.

        Returns
        -------
        Preprocessing
            Of the new one, too.
        """
        return self.base.card.preprocessing

    @property
    def origin(self) -> dict[str, Any]:
        """What the new model's card says of where it comes from.

        Returns
        -------
        dict
            Name and sha256 of the model, and what was trained.
        """
        return {"name": self.base.card.name, "sha256": self.base.sha256, "tune": self.tune}

    @property
    def seen(self) -> frozenset[str]:
        """Fingerprints of what the model has seen: none of it can validate the new one.

        Returns
        -------
        frozenset of str
            Of simulations and pictures.
        """
        return frozenset(self.base.card.training.get("seen", ()))

    def at_its_rate(self, config: TrainingConfig) -> TrainingConfig:
        """Return the settings with the learning rate of a fine-tuning, if they have none of their own.

        Parameters
        ----------
        config : TrainingConfig
            As configured.

        Returns
        -------
        TrainingConfig
            With a learning rate.

        Raises
        ------
        WrongUse
            If it names other weights to start from.
        """
        if config.first_weights is not None:
            raise WrongUse("`first_weights=` and `base=` are two models to start from: give one")
        return config.model_copy(update={"learning_rate": config.peak_learning_rate * self._rate(config)})

    def _rate(self, config: TrainingConfig) -> float:
        return 1.0 if config.learning_rate else RATES[self.tune]

    def load_into(self, network: Network) -> None:
        """Give a network the model's weights.

        Parameters
        ----------
        network : Network
            Of the model's architecture.
        """
        network.load_state_dict(self.base.network.state_dict())

    def freeze(self, network: Network, learnt: Set[LabelName]) -> None:
        """Freeze what is not trained.

        Parameters
        ----------
        network : Network
            With the model's weights.
        learnt : set of str
            What the labels tell.

        Raises
        ------
        WrongUse
            If the encoder is trained, and no label tells a property: the model would forget what it dates by.
        """
        if self.tune != "all":
            network.freeze_encoder(but_last_blocks=self.tune == "last")
        if network.classifier is None:
            return
        if network.classifier.interacting is not None and "interacting" not in learnt:
            network.classifier.interacting.requires_grad_(False)
        if learnt & {*PROPERTY_NAMES}:
            return
        if self.tune != "heads":
            raise WrongUse(
                "no label tells a stage, time or mass ratio: `tune=heads` keeps what the model knows of them"
            )
        network.classifier.dense.requires_grad_(False)

    def tells(self, learnt: Set[LabelName]) -> set[LabelName]:
        """Return what the new model tells: what was learnt, and what of the first model stays as it was.

        Parameters
        ----------
        learnt : set of str
            What the labels tell.

        Returns
        -------
        set of str
            Properties, and ``interacting``.
        """
        return {*learnt, *self._kept(learnt)}

    def _kept(self, learnt: Set[LabelName]) -> set[LabelName]:
        """Answers that no training has changed: with a frozen encoder, those of a part without labels."""
        if self.tune != "heads":
            return set()
        properties = {*PROPERTY_NAMES}
        of_parts: tuple[set[LabelName], ...] = ({*properties}, {"interacting"})
        untouched = {name for part in of_parts if not part & learnt for name in part}
        return untouched & {*self.base.card.tells}

    def dates_as_before(self, learnt: Set[LabelName]) -> bool:
        """Tell whether stages, times and mass ratios stay as they were, and with them what they are known of.

        Parameters
        ----------
        learnt : set of str
            What the labels tell.

        Returns
        -------
        bool
            True where the encoder is frozen and no label tells one of them.
        """
        return bool(self._kept(learnt) & {*PROPERTY_NAMES})

    def calibration(self, measured: Calibration | None, learnt: Set[LabelName]) -> Calibration | None:
        """Return the calibration of the new model: measured anew, but for what stays as it was.

        Parameters
        ----------
        measured : Calibration or None
            On simulations that neither model has seen.
        learnt : set of str
            What the labels tell.

        Returns
        -------
        Calibration or None
            None where nothing was measured.
        """
        before = self.base.card.calibration
        kept = self._kept(learnt)
        if before is None or not kept & before.stretch.keys():
            return measured
        stretch = {name: factors for name, factors in before.stretch.items() if name in kept}
        return Calibration(
            stretch=stretch | (measured.stretch if measured else {}), simulations=before.simulations
        )
