"""Damaged models: each is refused in a sentence, or answers as if nothing had happened."""

import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import deepgalaxy
from probes import good
from probes.damage import DAMAGES, Damage
from probes.home import Home, expect

SHIPPED = Path(deepgalaxy.__file__).parent / "models" / "deepgalaxy-small"


@dataclass(frozen=True)
class SpoiltModel:
    """What happened to one of the two files of a model."""

    file: str
    damage: tuple[Damage, ...]


class Models:
    """The shipped model, damaged, asked about a picture."""

    name = "damaged models"
    cases = st.builds(
        SpoiltModel,
        st.sampled_from(["model.json", "weights.safetensors"]),
        st.lists(DAMAGES, min_size=1, max_size=2).map(tuple),
    )

    def __init__(self, home: Home) -> None:
        self._home = home
        self._picture = home.folder / "galaxy.png"
        self._picture.write_bytes(good.pictures()["png"])

    @cached_property
    def _answer(self) -> Any:
        return self._ask(SHIPPED)[1]

    def check(self, case: SpoiltModel) -> int:
        """Try one model."""
        expected = self._answer
        model = self._home.folder / "model"
        shutil.copytree(SHIPPED, model)
        try:
            file = model / case.file
            content = file.read_bytes()
            for damage in case.damage:
                content = damage.on(content)
            file.write_bytes(content)
            message, answer = self._ask(model)
        finally:
            shutil.rmtree(model)
        if answer is None:
            expect(model.name in message, f"does not say what is damaged: {message}")
        else:
            expect(answer == expected, f"answers otherwise: {answer}, where the whole model says {expected}")
        return 1

    def _ask(self, model: Path) -> tuple[str, Any]:
        done = self._home.run("predict", str(self._picture), "--model", str(model), "--format", "json")
        done.decent(0, 1)
        if done.status:
            return done.err, None
        return done.err, [{k: v for k, v in row.items() if k != "model"} for row in json.loads(done.out)]
