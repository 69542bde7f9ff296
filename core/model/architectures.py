"""The architectures there are, by the name each has on disk and on the command line: a new one is added here."""

from __future__ import annotations

from typing import Literal

from core.model.dot_bias import DotBiasModel
from core.model.neural import NeuralModel
from core.model.rating_model import RatingModel

Kind = Literal["dot", "nn"]

ARCHITECTURES: dict[str, type[RatingModel]] = {model.kind: model for model in (DotBiasModel, NeuralModel)}
