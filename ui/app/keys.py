"""Keys of widgets, of the session and of links that more than one file uses; most are part of links people have kept.

A key that one file alone uses stands in that file.
"""

from __future__ import annotations

MODEL = "model"
"""The model that every page shows: the box in the sidebar, kept across pages and in every link."""

NAMES = "names"
"""Whether titles are shown by their English or Japanese names: the switch in the sidebar, kept in every link."""

LEARN_STATION = "station"
"""The open station of the course."""

MAP_RECOMMEND = "map.recommend_now"
"""Set while answers made of an outline on the Map are on their way to For you."""

SHARED_LIST = "list"
"""The key that reads a shared list, in the link to it."""
SHARED_LOOKING = "shared.looking"
"""Answers that are looked at without such a key."""

TOGETHER_WITH = "with"
"""Keys that read the lists of friends to watch with, in the link, with commas between."""
TOGETHER_NAMES = "called"
"""What these friends are called, in the link, in the same order."""

SIMILARITY_TITLES = "titles"
"""The titles that the Similarity page compares."""

BIASES_MARKED = "marked"
"""Ids of the titles marked in the scatter and the table of the Biases page."""
BIASES_SCATTER = "bias_scatter"
"""The scatter of all titles, with what was clicked in it."""
BIASES_ROWS = "bias_rows"
"""The table of all titles, with what was ticked in it."""
BIASES_TAB = "drawn"
"""The tab of the Biases page that is open."""

VIEWERS_WHO = "who"
"""Whether the Viewers page looks at one of the model's viewers or at the person in front of the screen."""
VIEWERS_VIEWER = "viewer"
"""Number of the viewer looked at."""

RATINGS_SOURCE = "source"
"""Which ratings the Ratings page shows."""
RATINGS_TAB = "view"
"""The tab of the Ratings page that is open."""
RATINGS_TAB_GET = "Get ratings"
"""The value of that key, and the name of that tab, which other pages link to."""

TRAIN_NAME = "train.name"
"""Name of the model to be trained."""
TRAIN_RUNS = "trainings"
"""Runs whose errors are laid over each other."""
TRAIN_ENDED = "train.ended"
"""Name of the run that ended while somebody watched it."""

MAY_BE_EMPTY = {SIMILARITY_TITLES, TRAIN_RUNS}
"""Lists that start with something chosen: an empty one in a link says that all of it was taken out."""


def train_setting(name: str) -> str:
    """A setting of the training to come, by its name in ``TrainConfig``."""
    return f"train.{name}"
