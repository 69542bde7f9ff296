"""Similarity: dot product and cosine, on the article's three titles and any others."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.analysis.similarity import nearest, pairwise
from core.model.bundle import Bundle
from ui.app import charts, formats
from ui.app.charts import ACCENT, CONTRAST, FAINT, styled
from ui.app.per_bundle import title_vectors
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import HYOUKA, OREGAIRU, TOKYO_GHOUL, choose_titles, well_known
from ui.app.titles import shorter
from ui.learn.material import dot_bundle, of_model
from ui.learn.station import Station

DOT, COSINE = "Dot product", "Cosine"
N_NEAREST = 5


def draw() -> None:
    """Titles pair by pair, and the nearest of the first, by either measure."""
    bundle = dot_bundle()
    if bundle is None:
        return
    measure = st.segmented_control("Measure", [DOT, COSINE], default=DOT, required=True, key="learn.measure")
    article = [one for one in (OREGAIRU, HYOUKA, TOKYO_GHOUL) if one in bundle.catalog]
    ids = choose_titles(bundle, "Titles", "learn_titles", article, most=4)
    if len(ids) < 2:
        st.info("Choose two titles, and up to four.", icon=":material/compare_arrows:")
        return
    rows = bundle.model.anime.rows(np.array(ids), unknown="negative")
    vectors = title_vectors(bundle, "dot" if measure == DOT else "cosine")
    pairs = pairwise(vectors, rows)
    names = [shorter(bundle.catalog.title(one), 24) for one in ids]
    charts.show(_bars(names, pairs), "learn.pairs", alt=_in_words(names, pairs))
    first = nearest(vectors, int(rows[0]), N_NEAREST, well_known(bundle, 100))
    draw_short_table(
        pd.DataFrame({f"Most like {names[0]}": [_title(bundle, row) for row in first.rows], measure: first.values}),
        {measure: formats.signed},
        alt=f"The titles most like {names[0]}.",
    )
    st.markdown(of_model(bundle))


def _title(bundle: Bundle, row: int) -> str:
    return shorter(bundle.catalog.title(int(bundle.model.anime.ids[row])), 44)


def _bars(names: list[str], pairs: np.ndarray) -> go.Figure:
    both = list(combinations(range(len(names)), 2))
    values = [float(pairs[pair]) for pair in both]
    figure = go.Figure(
        go.Bar(
            y=[f"{names[one]}<br>{names[other]}" for one, other in both],
            x=values,
            orientation="h",
            marker={"color": [ACCENT if value >= 0 else CONTRAST for value in values]},
            text=[formats.signed(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    )
    reach = max(*map(abs, values), 0.1) * 1.35
    figure.update_xaxes(range=[-reach if min(values) < 0 else 0, reach], zeroline=True, zerolinecolor=FAINT)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return styled(figure, height=80 + 50 * len(both))


def _in_words(names: list[str], pairs: np.ndarray) -> str:
    return "; ".join(
        f"{names[one]} and {names[other]} {pairs[one, other]:.2f}" for one, other in combinations(range(len(names)), 2)
    )


STATION = Station(
    slug="similarity",
    name="Similarity",
    chapter="Model Interpretation & making Recommendations",
    question="Is Hyouka closer to Oregairu or to Tokyo Ghoul?",
    text="""
Nobody told the model a genre. Yet titles whose vectors point the same way were loved by the same people, so vectors can
be compared.

The **dot product** is what the model itself computes, but it grows with the length of the vectors: a title that
divides people has a long one and looks close to everything in its direction. The **cosine** divides the lengths out and
keeps the angle: 1 is the same direction, 0 a right angle, −1 the opposite.

The article took the dot product. Switch, and see that its finding holds either way.
""",
    remember="Same direction, same audience.",
    code="""\
rows = [catalog.index.get_loc(anime_id)
        for anime_id in (14813, 12189, 22319)]
oregairu, hyouka, ghoul = model.i_weight.weight[rows]
for a, b in ((oregairu, hyouka), (oregairu, ghoul),
             (hyouka, ghoul)):
    cosine = F.cosine_similarity(a, b, dim=0)
    print(f"dot {a @ b:.2f}, cosine {cosine:.2f}")""",
    prints="""\
dot 1.24, cosine 0.76
dot 0.17, cosine 0.07
dot 0.13, cosine 0.05""",
    draw=draw,
)
