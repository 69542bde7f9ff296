"""The pages by name, order and purpose: what the menu and the Overview say of each."""

from __future__ import annotations

from dataclasses import dataclass


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
    PageEntry("how_it_works", "How it works", "school", "Turn the dials of a model small enough to add up by hand."),
    PageEntry("map", "Map", "scatter_plot", "Every title at its place: neighbours were loved by the same people."),
    PageEntry("similarity", "Similarity", "hub", "Compare titles pair by pair, and walk from one to another."),
    PageEntry("biases", "Biases", "balance", "Which titles please nearly everyone, and which the mean misjudges."),
    PageEntry("viewers", "Viewers", "group", "Find a viewer's twin and opposite, and see what they share."),
    PageEntry("ratings", "Ratings", "bar_chart", "Look at the ratings themselves before trusting any model."),
    PageEntry("train", "Train", "model_training", "Train a model on ratings of your own and watch it learn."),
    PageEntry("compare", "Compare", "compare_arrows", "Put two models side by side on everything."),
)
"""The pages in the order of the menu. Sections would break it for screen readers, the way Streamlit lists them."""

ENTRIES = {entry.file: entry for entry in PAGES}
"""Every page by the name of its file."""


@dataclass(frozen=True)
class Reader:
    """Somebody the app is for, and the first three things to do."""

    name: str
    aim: str
    steps: tuple[tuple[str, str], ...]
    """Page file and what to do there, in order."""


READERS = (
    Reader(
        "The fan",
        "You want to know what to watch next, and why.",
        (
            ("for_you", "Rate a few titles"),
            ("map", "Find yourself on the map"),
            ("viewers", "Meet your twin"),
        ),
    ),
    Reader(
        "The learner",
        "You want to see and touch what such a model learns.",
        (
            ("how_it_works", "Add up a prediction by hand"),
            ("biases", "See what a bias is worth"),
            ("similarity", "Compare titles, pair by pair"),
        ),
    ),
    Reader(
        "The engineer",
        "You want a model trained, measured honestly and compared.",
        (
            ("ratings", "Look at the ratings first"),
            ("train", "Train one, and watch its losses"),
            ("compare", "Put two models side by side"),
        ),
    ),
)
"""The three people the app is for."""
