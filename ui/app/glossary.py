"""Every term of art that a page uses, in one sentence each: for tooltips, and for a page of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term and what it means."""

    word: str
    meaning: str
    station: str = ""
    """Station of the course where it can be touched."""


TERMS = (
    Term("Batch", "A handful of rows that a model learns from at a time.", "a-batch-and-its-error"),
    Term(
        "Bias",
        "One number for each viewer and each title that says how generous or how well liked they are, taste aside.",
        "bias",
    ),
    Term(
        "Co-watching",
        "Which titles the same people have watched, whatever they thought of them; it says what might interest you.",
    ),
    Term("Cold start", "The trouble with newcomers: without ratings, a model knows nothing about them.", "cold-start"),
    Term(
        "Collaborative filtering", "Predicting what somebody will like from what others like them liked.", "what-it-is"
    ),
    Term("Cosine", "How far two vectors point the same way: 1 the same, 0 at right angles, −1 opposite.", "similarity"),
    Term("Density", "The share of cells in the table of viewers and titles that are filled.", "a-table-with-holes"),
    Term("Dot product", "Multiply two vectors number by number and add the products up.", "dot-product"),
    Term("Epoch", "One round of training through all rows.", "training-and-overfitting"),
    Term(
        "Explained variance",
        "The share of all differences that a simpler picture, such as two axes, still shows.",
        "pca",
    ),
    Term(
        "Factors",
        "The numbers a model learns for each viewer and each title; together they make a vector.",
        "dot-product",
    ),
    Term(
        "Fold-in", "Finding a vector for somebody new from their ratings while the model stays as it is.", "cold-start"
    ),
    Term(
        "Gradient descent",
        "Moving every number a little in the direction that lowers the loss, again and again.",
        "one-step",
    ),
    Term("Imputation", "Filling in a rating that was not given, such as the title's mean.", "watched-not-rated"),
    Term("Learning rate", "How far each step of training goes.", "learning-rate"),
    Term("Logit", "The sum before the sigmoid; it may be any number.", "sigmoid"),
    Term("Loss", "How wrong a model is, in one number; here the mean squared error.", "a-batch-and-its-error"),
    Term("Mean absolute error (MAE)", "By how many points predictions are off, on average."),
    Term(
        "Mean squared error (MSE)", "The mean of the squared errors; large errors count more.", "a-batch-and-its-error"
    ),
    Term(
        "NDCG@10", "How much of what somebody loves is among the first ten, early places counting more: 1 is perfect."
    ),
    Term("Network", "Layers of units that can learn any way of combining two vectors.", "the-network"),
    Term("Overfitting", "Memorising the rows it learns from, at the cost of new ones.", "training-and-overfitting"),
    Term("Percentile", "The share of all others that are lower: the 99th percentile is among the highest hundredth."),
    Term(
        "Principal component analysis (PCA)",
        "Turning a cloud of points until a flat picture shows as much of it as it can.",
        "pca",
    ),
    Term("Root mean squared error (RMSE)", "The root of the mean squared error, in rating points."),
    Term("Sigmoid", "An S-shaped curve that turns any sum into a rating on the scale.", "sigmoid"),
    Term("Sparse matrix", "A table that is mostly holes.", "a-table-with-holes"),
    Term("Unrated (−1)", "Watched, but not rated.", "watched-not-rated"),
    Term("Validation rows", "Ratings kept out of training, for an honest test.", "training-and-overfitting"),
    Term("Vector", "A row of numbers; here what is known of a viewer's taste or of a title.", "dot-product"),
    Term(
        "Weight decay",
        "Pulling every number a little towards zero at each step, against overfitting.",
        "training-and-overfitting",
    ),
)
"""In alphabetical order."""

_MEANINGS = {term.word: term.meaning for term in TERMS}


def meaning(word: str) -> str:
    """What a term means, for a tooltip; raises ``KeyError`` for one that the glossary lacks."""
    return _MEANINGS[word]
