"""A table with holes: ratings as a matrix of viewers and titles, and as the rows they are kept in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.data.ratings import UNRATED
from core.data.sources import LoadedRatings
from ui.app import charts, formats
from ui.app.charts import FAINT, SEQUENTIAL, styled, write_on_cells
from ui.app.library import current_bundle
from ui.app.short_tables import draw_short_table
from ui.app.titles import shorter
from ui.learn.material import SIMULATED, sample
from ui.learn.station import Station

TABLE, ROWS = "As a table", "As rows"
SIZES = (8, 20, 50, 200)
N_ROWS = 8


def draw() -> None:
    """The sample as a table or as rows."""
    loaded = sample()
    shape = st.segmented_control("Show the ratings", [TABLE, ROWS], default=TABLE, required=True, key="learn.shape")
    if shape == ROWS:
        draw_short_table(_rows(loaded), {}, alt=f"The first {N_ROWS} rows of the file.")
        st.markdown("One row for each title somebody watched. **−1** means watched, but not rated.")
    else:
        n = st.select_slider("Viewers and titles", SIZES, key="learn.size")
        cells = _cells(loaded, n)
        filled = float(np.isfinite(cells.to_numpy()).mean())
        charts.show(
            _picture(cells), "learn.holes", alt=f"{n} titles by {n} viewers; {filled:.0%} of the cells are filled."
        )
        st.markdown(f"**{filled:.0%}** of these cells hold something, a −1 included. {_real_density()}")
    st.markdown(SIMULATED)


def _rows(loaded: LoadedRatings) -> pd.DataFrame:
    first = loaded.ratings.select(np.arange(N_ROWS))
    return pd.DataFrame(
        {
            "user_id": first.viewer_id.astype(str),
            "anime_id": first.anime_id.astype(str),
            "rating": [f"{rating:.0f}".replace("-", "−") for rating in first.rating],
            "which is": [loaded.catalog.title(int(anime_id)) for anime_id in first.anime_id],
        }
    )


def _cells(loaded: LoadedRatings, n: int) -> pd.DataFrame:
    """The ratings of the first ``n`` viewers and the ``n`` titles most watched; NaN is a hole."""
    ratings = loaded.ratings
    table = pd.DataFrame({"viewer": ratings.viewer_id, "anime": ratings.anime_id, "rating": ratings.rating})
    titles = table["anime"].value_counts().index[:n]
    cells = table.pivot(index="anime", columns="viewer", values="rating").reindex(titles).iloc[:, :n]
    return cells.rename(index=lambda anime_id: shorter(loaded.catalog.title(int(anime_id)), 22))


def _picture(cells: pd.DataFrame) -> go.Figure:
    few = len(cells) <= 8
    values = cells.to_numpy()
    figure = go.Figure(
        go.Heatmap(
            z=np.where(values == UNRATED, np.nan, values),
            x=[str(viewer) for viewer in cells.columns],
            y=list(range(len(cells))),
            customdata=np.tile(np.array(cells.index)[:, None], (1, cells.shape[1])),
            colorscale=SEQUENTIAL,
            zmin=0.5,
            zmax=10.5,
            showscale=False,
            hoverongaps=False,
            xgap=2 if few else 0,
            ygap=2 if few else 0,
            hovertemplate="Viewer %{x}<br>%{customdata}: %{z:.0f}<extra></extra>",
        )
    )
    holes = {"x": [], "y": []}
    if few:
        write_on_cells(figure, SEQUENTIAL, formats.count)
        rows, columns = np.nonzero(values == UNRATED)
        holes = {"x": [str(cells.columns[column]) for column in columns], "y": rows}
    figure.add_scatter(**holes, mode="text", text="−1", hovertemplate="Watched, not rated<extra></extra>")
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Viewers", showgrid=False, type="category", showticklabels=few, side="top")
    figure.update_yaxes(
        showgrid=False,
        autorange="reversed",
        tickvals=list(range(len(cells))) if few else [],
        ticktext=list(cells.index),
        title=None if few else "Titles",
        linecolor=FAINT,
    )
    return styled(figure, height=380)


def _real_density() -> str:
    data = current_bundle().card.data
    filled = (data.ratings + data.unrated) / max(data.viewers * data.anime, 1)
    return (
        f"The table behind the model in the sidebar has {formats.count(data.viewers)} × {formats.count(data.anime)} "
        f"cells, and {filled:.1%} are filled."
    )


STATION = Station(
    slug="a-table-with-holes",
    name="A table with holes",
    chapter="CF in fastai2",
    question="What does the computer get to see?",
    text="""
A number for each viewer, a number for each title, and what one gave the other. Laid out as a table that is mostly
holes, since nobody has seen most anime. Mathematicians call such a table a **sparse matrix**.

Nobody stores the holes. A file keeps one row for each title somebody watched, and the whole task of the model is to
fill in the rest.
""",
    remember="A recommender fills the holes in a table.",
    code="""\
table = ratings.pivot(index="user_id",
                      columns="anime_id", values="rating")
print(f"{len(ratings):,} rows, a table of {table.shape}")
filled = table.notna().to_numpy().mean()
print(f"{filled:.0%} of it is filled")""",
    prints="14,809 rows, a table of (250, 200)\n30% of it is filled",
    draw=draw,
)
