"""The recommender and the questionnaire of a model, made once and shared by everybody."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.bundle import Bundle
from core.profiles import Profile


@dataclass(frozen=True)
class Recommendation:
    anime_id: int
    predicted: float
    spread: float
    because: list[tuple[int, float]] = field(default_factory=list)
    against: list[tuple[int, float]] = field(default_factory=list)


def recommend(bundle: Bundle, profile: Profile, n: int) -> list[Recommendation]:
    model, table = bundle.model, bundle.catalog.table
    rated = {a: float(r) for a, r in profile.answers.items() if r != "not seen" and a in bundle.catalog}
    pop = np.log1p(table["n_high"].to_numpy())
    score = pop.copy()
    factors = model.anime_factors
    rows = model.anime.rows(list(rated))
    pull = np.zeros((len(rows), len(table)))
    if len(rows):
        residual = np.array(list(rated.values())) - 7.0
        pull = residual[:, None] * (factors[rows] @ factors.T) * 3
        score = score + pull.sum(axis=0)
    out = []
    gone = set(profile.answers) | profile.seen | profile.hidden
    for row in np.argsort(-score):
        anime_id = int(model.anime.ids[row])
        if anime_id in gone:
            continue
        pairs = sorted(zip(rated, pull[:, row], strict=True), key=lambda p: -p[1])
        out.append(
            Recommendation(
                anime_id,
                7 + float(pull[:, row].sum()),
                0.9,
                [p for p in pairs if p[1] > 0][:3],
                [p for p in pairs if p[1] < 0][-2:],
            )
        )
        if len(out) == n:
            break
    return out


def next_questions(bundle: Bundle, profile: Profile, n: int, passed: set[int]) -> list[int]:
    order = bundle.catalog.table.sort_values("members", ascending=False).index
    return [int(a) for a in order if a not in passed and a not in profile.answers and a not in profile.seen][:n]
