"""Settings with which a small world of ratings is learnt in no time."""

from __future__ import annotations

from core.training.config import TrainConfig

QUICK = TrainConfig(
    n_factors=4, epochs=8, batch_size=64, lr=0.05, wd=0.05, side_features=4, hold_out_viewers=0.1, threads=1
)
