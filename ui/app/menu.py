"""The pages by name, order and purpose: what the menu and the Overview say of each."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "Anime explorer"
"""What the app is called."""
DEFAULT = "overview"
"""The page that the bare address opens."""


@dataclass(frozen=True)
class PageEntry:
    """One page of the app."""

    file: str
    """Its script under ``pages/``, without ending."""
    title: str
    icon: str
    """Name of a Material symbol."""
    purpose: str
    """What a person does there, in one sentence."""
    own_heading: str = ""
    """What the page is headed with where that is not its title."""

    @property
    def heading(self) -> str:
        """What stands over the page."""
        return self.own_heading or self.title

    @property
    def full_title(self) -> str:
        """What a browser's tab and a link preview call it."""
        return NAME if self.file == DEFAULT else f"{self.title} · {NAME}"

    @property
    def address(self) -> str:
        """The page's part of an address, under that of the app; empty for the default page."""
        return "" if self.file == DEFAULT else self.file

    @property
    def path(self) -> str:
        return f"pages/{self.file}.py"

    @property
    def symbol(self) -> str:
        return f":material/{self.icon}:"


PAGES = (
    PageEntry(
        "overview",
        "Overview",
        "explore",
        "The model and its data in numbers, and the way into each page.",
        own_heading="What viewers taught a model about anime",
    ),
    PageEntry("for_you", "For you", "recommend", "Answer a few titles and see what to watch next, and why."),
    PageEntry(
        "together", "Watch together", "groups", "Find what two to six people would like and none of them has seen."
    ),
    PageEntry(
        "learn",
        "Learn",
        "menu_book",
        "Collaborative filtering in short stations, each with something to touch.",
        own_heading="Will you like a title that you have never seen?",
    ),
    PageEntry("how_it_works", "How it works", "school", "Turn the dials of a model small enough to add up by hand."),
    PageEntry("map", "Map", "scatter_plot", "Every title at its place: neighbours were loved by the same people."),
    PageEntry("similarity", "Similarity", "hub", "Compare titles pair by pair, and walk from one to another."),
    PageEntry("biases", "Biases", "balance", "Which titles please nearly everyone, and which the mean misjudges."),
    PageEntry("viewers", "Viewers", "group", "Find a viewer's twin and opposite, and see what they share."),
    PageEntry("ratings", "Ratings", "bar_chart", "Look at the ratings themselves before trusting any model."),
    PageEntry("train", "Train", "model_training", "Train a model on ratings of your own and watch it learn."),
    PageEntry("scoreboard", "Scoreboard", "scoreboard", "How good the lists are, beside simpler ways to recommend."),
    PageEntry("compare", "Compare", "compare_arrows", "Put two models side by side on everything."),
)
"""The pages in the order of the menu. Sections would break it for screen readers, the way Streamlit lists them."""

SHARED = PageEntry("shared", "Shared list", "share", "A list of anime that somebody shared, and the taste behind it.")
"""A page that opens from a link alone."""

GLOSSARY = PageEntry("glossary", "Glossary", "dictionary", "Every term of art in one sentence.")
"""A page that other pages lead to."""

ENTRIES = {entry.file: entry for entry in (*PAGES, SHARED, GLOSSARY)}
"""Every page by the name of its file."""


@dataclass(frozen=True)
class Reader:
    """Somebody the app is for, and where they begin."""

    name: str
    aim: str
    page: str
    """The file of the page to begin with."""
    step: str
    """What to do there."""


READERS = (
    Reader(
        "The fan",
        "You want to know what to watch next, and why. Rate three titles: the list turns into yours, and each card "
        "gives its reasons.",
        "for_you",
        "Rate a few titles",
    ),
    Reader(
        "The learner",
        "You want to see and touch what such a model learns. Short stations lead from four people's ratings to this "
        "very model.",
        "learn",
        "Take the course",
    ),
    Reader(
        "The engineer",
        "You want a model trained, measured honestly and compared. The lists are measured on viewers that no model "
        "has met.",
        "scoreboard",
        "See how good its lists are",
    ),
)
"""The three people the app is for."""
