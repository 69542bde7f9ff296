"""What the Scoreboard says of its figures, in words."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.kept import Score
from core.evaluation.lists import DISCOVERY, RAW, SHOWN
from ui.app.formats import listed, signed

OURS = "for-you"
SIGNIFICANT = 0.05
"""A difference is called real where its corrected p-value is below this."""
NAMES = {
    OURS: "For you",
    "co-watching": "Co-watching",
    "popularity": "Popularity",
    "bias-only": "Best rated",
    "rating-model": "Rating model",
    "similar": "Similar titles",
    "item-knn": "Watched together",
    "ease": "EASE",
    "als": "ALS",
    "truncated-svd": "Truncated SVD",
    "random": "Chance",
}
MEANINGS = {
    OURS: "what this app recommends: interest, love and predicted rating in one order",
    "co-watching": "what people with a similar list watched",
    "popularity": "the same best-known titles for everybody",
    "bias-only": "the titles with the highest bias, the same for everybody",
    "rating-model": "the titles with the highest predicted rating",
    "similar": "the titles that lie nearest to those rated high",
    "item-knn": "titles that the same people watched (item-kNN, cosine)",
    "ease": "a linear regression on whole lists (EASE), the best-known simple method",
    "als": "a factorisation of who watched what (implicit ALS, 32 factors)",
    "truncated-svd": "the same by truncated SVD, 50 factors",
    "random": "any titles",
}
LISTS = {"As shown": SHOWN, "New to you": DISCOVERY, "Everything": RAW}
LIST_MEANINGS = {
    SHOWN: "Filtered as on For you, one card for each franchise. A hit is a title that the viewer rated high.",
    DISCOVERY: "Only franchises the recommender was told nothing about. A hit is a franchise with a title that the "
    "viewer rated high.",
    RAW: "Every title in order, without filters. Nobody sees this list, but other projects' figures are of this kind.",
}
COHORTS = {
    "niche": "Fans of the little known",
    "middle": "In between",
    "mainstream": "Fans of the well known",
    "few": "Few ratings",
    "many": "Many ratings",
}
WHOM = {
    "niche": "fans of the little known",
    "middle": "those in between",
    "mainstream": "fans of the well known",
    "few": "those who gave few ratings",
    "many": "those who gave many ratings",
}
TITLE_COHORTS = {"head": "Best known", "middle": "In between", "tail": "Little known"}
PREDICTORS = {
    "rating-model": "For you and the rating model",
    "bias-only": "Mean, anime bias and viewer bias",
    "anime-mean": "The title’s mean",
    "viewer-mean": "The viewer’s mean",
    "global-mean": "The mean of all ratings",
}
GROUPS = {
    "all": "All kept back",
    "title-few": "Of titles with few ratings",
    "title-some": "Of titles with some",
    "title-many": "Of titles with many",
    "viewer-few": "By viewers with few ratings",
    "viewer-some": "By viewers with some",
    "viewer-many": "By viewers with many",
}
RULES = {
    "no-recap": "Loving a title does not bring a retelling of the same story",
    "more-love": "The better you rate a title, the higher similar titles stand",
    "unseen-elsewhere": "“Not seen” for a title of quite different genres changes at most one card in ten",
    "no-adult-titles": "Adults-only titles never appear unasked",
    "mirrored": "Somebody who hates what you love gets a different list",
}


def called(recommender: str) -> str:
    """What people see a recommender called; a model's own has the model's name behind it."""
    name, bracket, model = recommender.partition(" (")
    return NAMES.get(name, name) + bracket + model


def predicted_by(predictor: str) -> str:
    """What people see a way to predict ratings called; a model's own has the model's name behind it."""
    name, bracket, model = predictor.partition(" (")
    return PREDICTORS.get(name, name) + bracket + model


def verdict(scores: Sequence[Score]) -> str:
    """Which recommender finds most, and whether its lead can be chance; scores are of one list, the best first."""
    by_name = {score.recommender: score for score in scores}
    ours = by_name.get(OURS)
    if ours is None or not ours.answers:
        return "Without a rating nothing is known of anybody: each list is the same for everybody."
    times = f"**For you finds {ours.to_popularity:.2f} times what popularity finds.**"
    if any(score.p_value is not None for score in scores):
        return f"{times} {_against_all(ours, scores)}"
    lead, low, high = (signed(value, 3) for value in (ours.above_cowatching, ours.above_low, ours.above_high))
    if ours.above_low > 0:
        real = "too much to be chance"
    elif ours.above_high < 0:
        real = "so it is behind, and not by chance"
    else:
        real = "which may be chance"
    by = f"{lead} ({low} to {high}) NDCG"
    return f"{times} Against co-watching, the strongest simple peer, the difference is {by}, {real}."


def _against_all(ours: Score, scores: Sequence[Score]) -> str:
    """Which of the others For you is really ahead of, at 95 % for all of them together."""
    others = [score for score in scores if score is not ours and score.p_value is not None]
    real = [score for score in others if (score.p_value or 0) < SIGNIFICANT]
    ahead = [score for score in real if score.ndcg_at_10 < ours.ndcg_at_10]
    behind = [score for score in real if score.ndcg_at_10 > ours.ndcg_at_10]
    unclear = [score for score in others if score not in real]
    best = max(others, key=lambda score: score.ndcg_at_10)
    if len(ahead) == len(others):
        told = f"It is ahead of all {len(others)} others, and by too much to be chance"
    else:
        told = f"It is ahead of {len(ahead)} of the {len(others)} others by too much to be chance"
    if unclear:
        told += f"; against {listed([called(score.recommender) for score in unclear])} the difference may be chance"
    if behind:
        told += f"; {listed([called(score.recommender) for score in behind])} found more, and not by chance"
    lead = signed(ours.ndcg_at_10 - best.ndcg_at_10, 3)
    return f"{told}. The nearest is {called(best.recommender)} ({lead} NDCG)."


def exhibit(scores: Sequence[Score]) -> str | None:
    """The best predictor of ratings makes a poor list; none where its figures are not kept."""
    by_name = {score.recommender: score for score in scores}
    model, ours, popular = (by_name.get(name) for name in ("rating-model", OURS, "popularity"))
    if model is None or ours is None or popular is None or model.rmse is None or model.to_popularity >= 1:
        return None
    share = model.ndcg_at_10 / ours.ndcg_at_10
    return (
        f"The rating model misses ratings by {model.rmse:.2f} points (RMSE); For you predicts with the same numbers. "
        f"Yet a list of what it rates highest finds only {share:.0%} of what For you finds, less than popularity does. "
        "It was never asked whether somebody would *watch* a title, so obscure ones with few, glowing ratings come "
        "first. "
        "For you starts from what people with such lists watch, and lets the predicted rating decide among those."
    )
