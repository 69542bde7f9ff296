"""What the Map says of axes and of its own trustworthiness."""

from __future__ import annotations

from core.analysis.projection import AxisMeaning
from ui.app import formats
from ui.map.view import MapView

PRINCIPAL = (
    "Principal axes, found by principal component analysis (PCA), are the directions in which the factors differ most. "
    "The picture leaves out a lot: two dots may meet here and still be far apart along an axis that is not drawn. "
    "The genres at the ends come from a regression on all common genres, which the model never saw. They also decide "
    "which way an axis points, so that a retrained model does not turn the map upside down."
)
NEIGHBOURS = (
    "Made by t-SNE after training, to keep near titles near. Its axes mean nothing, and neither does the width of a "
    "gap or the size of a cloud: only who stands beside whom. Your taste is drawn amid the titles most like it."
)
REGIONS = (
    "Names in capitals mark regions: groups of titles whose factors point the same way (HDBSCAN in the model's own "
    "space, not on this picture), named by the genres that set them apart."
)
TRUST = (
    "Whether the 15 dots nearest to a title are also near it in the model, by cosine: 1 is perfect, about 0.5 is "
    "chance (Venna and Kaski). For maps that are not stored with the model, 500 titles are checked."
)
KEPT = "Share of each title's 15 nearest in the model that are among its 15 nearest on the map."
DIFFERENCES = "Share of the variance of all factors that the drawn axes hold (explained variance)."


def axis_ends(meaning: AxisMeaning) -> tuple[str, str]:
    """Genres at the low and at the high end of an axis."""
    return ", ".join(meaning.low[:2]), ", ".join(meaning.high[:2])


def axis_note(place: int, meaning: AxisMeaning, explained_variance: float) -> str:
    """How much of the differences an axis holds, and how much of the axis the genres explain."""
    return (
        f"**Axis {place + 1}** holds {formats.share(explained_variance)} of the differences, and genres explain "
        f"{formats.share(meaning.r2)} of it (R²)"
    )


def _ends_in_words(meaning: AxisMeaning) -> str:
    if not (meaning.low and meaning.high):
        return ""
    low, high = (formats.listed([formats.plain(genre) for genre in end]) for end in (meaning.low, meaning.high))
    return f" It runs from {low} to {high}."


def reading(view: MapView) -> str:
    """How to read a map: what its axes are worth, or that it has none."""
    if view.axes is None:
        return f"{NEIGHBOURS}\n\n{REGIONS}"
    notes = [
        f"{axis_note(place, meaning, float(share))}.{_ends_in_words(meaning)}"
        for place, (meaning, share) in enumerate(zip(view.meanings, view.axes.explained_variance, strict=True))
    ]
    return "\n".join(f"- {note}" for note in notes) + f"\n\n{PRINCIPAL}\n\n{REGIONS}"
