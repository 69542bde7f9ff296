"""What the fold-in starts from: the crowd, the slopes of the model, and what a bundle may bring."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.errors import BundleError
from core.model.bundle import Bundle
from core.recommend.fold_in import FoldIn
from core.recommend.taste_prior import PREFIX, FoldInSettings, TastePrior, around
from tests.core.recommend.folding import DOT, N_ANIME, NEURAL


@pytest.mark.parametrize("model", [DOT, NEURAL], ids=["dot", "neural"])
def test_slopes_are_those_of_the_model_itself(model):
    crowd, step = TastePrior.by_hand(model).crowd, 1e-3
    _, slopes = around(model, crowd)
    for dimension in range(5):
        there, back = crowd.copy(), crowd.copy()
        there[dimension] += step
        back[dimension] -= step
        numeric = (
            model.predict_taste(there[:-1], there[-1]).astype(float) - model.predict_taste(back[:-1], back[-1])
        ) / (2 * step)
        assert slopes[:, dimension] == pytest.approx(numeric, abs=0.02)


def test_by_hand_tastes_differ_as_the_trained_viewers_do():
    settings, basis = FoldInSettings(), TastePrior.by_hand(DOT).basis
    covariance = np.cov(np.column_stack([DOT.viewer_factors, DOT.viewer_bias]), rowvar=False, ddof=0)
    added = np.diag([settings.least_variance] * 4 + [settings.least_variance + settings.bias_variance])
    assert basis @ basis.T == pytest.approx(settings.shrinkage * covariance + added, abs=1e-6)


def test_the_crowds_taste_moves_towards_the_mean_ratings():
    """All means lie a point above what the mean viewer would give: the crowd is less strict than that viewer."""
    alone = FoldIn(DOT, TastePrior.by_hand(DOT))
    catalog = with_means(alone.means + 1)
    crowd = FoldIn(DOT, TastePrior.by_hand(DOT, catalog))
    errors = [np.abs(fold.means - catalog.table["data_mean"]).mean() for fold in (crowd, alone)]
    assert errors[0] < 0.3 < 0.9 < errors[1]


def test_titles_without_ratings_say_nothing_of_the_crowd():
    catalog = with_means(np.full(N_ANIME, np.nan))
    assert TastePrior.by_hand(DOT, catalog).crowd == pytest.approx(TastePrior.by_hand(DOT).crowd)


def with_means(means: np.ndarray) -> Catalog:
    return Catalog(pd.DataFrame({"data_mean": means, "n_ratings": np.full(N_ANIME, 400)}, index=DOT.anime.ids))


def of_tiny(bundle: Bundle) -> TastePrior:
    by_hand = TastePrior.by_hand(bundle.model, bundle.catalog)
    franchise, attachment = np.array([0, 0, 1, -1], np.int32), np.array([0.3])
    return replace(by_hand, evidence=np.array([12.0]), franchise=franchise, attachment=attachment)


def test_a_bundle_brings_its_own_prior(tiny_bundle: Bundle):
    prior = replace(of_tiny(tiny_bundle), noise=np.array([0.5, 1.0, 1.5, 2.0]))
    found = TastePrior.of(replace(tiny_bundle, parts=prior.parts()))
    assert found.noise.tolist() == [0.5, 1.0, 1.5, 2.0]
    assert found.basis == pytest.approx(prior.basis, abs=1e-6)
    assert found.crowd.dtype == np.float64
    assert found.franchise.tolist() == [0, 0, 1, -1]
    assert found.attachment.tolist() == pytest.approx([0.3])


def test_a_bundle_of_before_franchises_counted_has_none(tiny_bundle: Bundle):
    parts = of_tiny(tiny_bundle).parts()
    of_before = {
        name: array for name, array in parts.items() if name not in (PREFIX + "franchise", PREFIX + "attachment")
    }
    found = TastePrior.of(replace(tiny_bundle, parts=of_before))
    assert found.attachment.tolist() == [0]
    answers = {10: 9.0}
    fold, same = (
        FoldIn(tiny_bundle.model, each) for each in (found, replace(of_tiny(tiny_bundle), attachment=np.zeros(1)))
    )
    assert fold.predict(fold.taste(answers)) == pytest.approx(same.predict(same.taste(answers)), abs=1e-5)


def test_a_bundle_without_one_has_the_prior_by_hand(tiny_bundle: Bundle):
    found, by_hand = TastePrior.of(tiny_bundle), TastePrior.by_hand(tiny_bundle.model, tiny_bundle.catalog)
    assert found.crowd.tolist() == by_hand.crowd.tolist()
    assert found.evidence.tolist() == [np.inf]


@pytest.mark.parametrize(
    ("name", "damage", "flaw"),
    [
        ("noise", None, "lacks"),
        ("crowd", np.ones(4, np.float32), "crowd is of another shape"),
        ("basis", np.ones((2, 3), np.float32), "basis is of another shape"),
        ("basis", np.ones(3, np.float32), "lists and tables of numbers"),
        ("offsets", np.ones(3, np.float32), "offsets is of another shape"),
        ("offsets", np.ones(4, np.int32), "lists and tables of numbers"),
        ("response", np.ones(3, np.float32), "response is of another shape"),
        ("response", np.full(4, np.nan, np.float32), "not finite"),
        ("evidence", np.array([np.inf], np.float32), "not finite"),
        ("evidence", np.zeros(1, np.float32), "not above 0"),
        ("noise", np.array([1, 1, 0, 1], np.float32), "not above 0"),
        ("spread", np.full(4, -1, np.float32), "not above 0"),
        ("franchise", np.zeros(4, np.float32), "lists and tables of numbers"),
        ("franchise", np.zeros(3, np.int32), "franchise is of another shape"),
        ("franchise", None, "franchise is of another shape"),
        ("franchise", np.full(4, 4, np.int32), "franchises that there are not"),
        ("franchise", np.full(4, -2, np.int32), "franchises that there are not"),
        ("attachment", np.full(1, -1, np.float32), "not above 0"),
        ("attachment", np.ones(4, np.float32), "attachment is of another shape"),
    ],
)
def test_a_damaged_part_is_refused_by_the_models_name(tiny_bundle: Bundle, name: str, damage, flaw: str):
    parts = of_tiny(tiny_bundle).parts() | {PREFIX + name: damage}
    damaged = replace(tiny_bundle, parts={key: array for key, array in parts.items() if array is not None})
    with pytest.raises(BundleError, match=f"“tiny”.*{flaw}"):
        TastePrior.of(damaged)


@pytest.mark.parametrize(("name", "size", "value"), [("noise", 4, 1e-30), ("attachment", 1, 1e30)])
def test_a_bundle_in_which_one_rating_would_say_everything_is_refused(
    tiny_bundle: Bundle, name: str, size: int, value: float
):
    """Else a person's answers would end in a matrix that has no inverse."""
    parts = of_tiny(tiny_bundle).parts() | {PREFIX + name: np.full(size, value, np.float32)}
    with pytest.raises(BundleError, match=r"“tiny”.*one answer outweighs everything else"):
        FoldIn.of(replace(tiny_bundle, parts=parts))
