"""Learn: every station opens from its link, shows the numbers its code prints, and answers to a touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.short_tables import numbers, short_tables
from ui.app.access import MODE_VARIABLE
from ui.learn.course import SLUGS, STATIONS

PRINTS = {station.slug: station.prints for station in STATIONS}


@pytest.fixture
def open_station(open_page: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def open_one(slug: str, **chosen: object) -> AppTest:
        page = open_page("learn", **chosen)
        page.query_params["station"] = slug
        return page.run()

    return open_one


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


@pytest.mark.parametrize("model", ["dot-bias", "neural"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_station_opens_from_its_link(open_station: Callable[..., AppTest], slug: str, model: str) -> None:
    page = open_station(slug, model=model)
    assert not page.exception
    assert not page.error
    station = STATIONS[SLUGS.index(slug)]
    assert page.title[0].value == station.question
    assert [box.value for box in page.code] == [station.code, station.prints]


def test_the_course_begins_at_its_first_station_and_reopens_the_last_one(open_page: Callable[..., AppTest]) -> None:
    page = open_page("learn")
    assert page.title[0].value == STATIONS[0].question
    page.button(key="learn-next").click().run()
    assert page.title[0].value == STATIONS[1].question
    assert page.query_params["station"] == SLUGS[1]
    page.query_params["station"] = "no-such-station"
    assert page.run().title[0].value == STATIONS[1].question


def test_next_leads_through_all_stations_and_back_leads_back(open_page: Callable[..., AppTest]) -> None:
    page = open_page("learn")
    for station in STATIONS[1:]:
        page.button(key="learn-next").click().run()
        assert page.title[0].value == station.question
    page.button(key="learn-back").click().run()
    assert page.title[0].value == STATIONS[-2].question


def test_my_ratings_turn_the_prediction_around(open_station: Callable[..., AppTest]) -> None:
    page = open_station("what-it-is")
    assert metrics(page)["So you would give Clannad"] == "8.9"
    for title, rating in (("Hyouka", 3), ("Oregairu", 3), ("Tokyo Ghoul", 10)):
        page.slider(key=f"learn.mine.{title}").set_value(rating)
    assert float(metrics(page.run())["So you would give Clannad"]) < 4


def test_the_whole_table_is_filled_as_its_code_says(open_station: Callable[..., AppTest]) -> None:
    page = open_station("a-table-with-holes")
    page.select_slider(key="learn.size").set_value(200).run()
    assert any("**30%** of these cells" in block.value for block in page.markdown)
    assert "30% of it is filled" in PRINTS["a-table-with-holes"]


def test_the_rows_show_ids_and_minus_one(open_station: Callable[..., AppTest]) -> None:
    page = open_station("a-table-with-holes", **{"learn.shape": "As rows"})
    table = short_tables(page)[0]
    assert {"user_id", "anime_id", "rating"} <= set(table.columns)
    assert "−1" in set(table["rating"])


@pytest.mark.parametrize(("answer", "name"), [("drop", "left out"), ("anime-mean", "title"), ("viewer-mean", "viewer")])
def test_each_answer_to_unrated_has_the_mean_and_spread_its_code_prints(
    open_station: Callable[..., AppTest], answer: str, name: str
) -> None:
    shown = metrics(open_station("watched-not-rated", **{"learn.unrated": answer}))
    assert f"{name}: mean {shown['Mean']}, spread {shown['Spread']}" in PRINTS["watched-not-rated"]


def test_the_mean_of_all_ratings_is_the_one_its_code_prints(open_station: Callable[..., AppTest]) -> None:
    page = open_station("everybody-is-generous")
    assert not any("You were off" in block.value for block in page.markdown)
    page.toggle(key="learn.shown").set_value(True).run()
    assert any("The mean is 8.44; 97% are 7 or more." in block.value for block in page.markdown)
    assert "mean 8.44, 97% are 7 or more" in PRINTS["everybody-is-generous"]


@pytest.mark.parametrize(("title", "total"), [("Oregairu", "29.2"), ("Hyouka", "26"), ("Tokyo Ghoul", "31.8")])
def test_the_products_add_up_to_the_articles_sums(open_station: Callable[..., AppTest], title: str, total: str) -> None:
    table = short_tables(open_station("dot-product", **{"learn.title": title}))[0]
    assert table["Product"].iloc[-1] == total
    assert f"{float(total):.4f}" in PRINTS["dot-product"]


def test_biases_alone_give_two_opposites_the_same_titles(open_station: Callable[..., AppTest]) -> None:
    lists = short_tables(open_station("bias", **{"learn.count": "Biases alone"}))[0]
    one, other = ([text.rsplit(" ", 1)[0] for text in lists[column]] for column in lists.columns)
    assert one == other
    lists = short_tables(open_station("bias", **{"learn.count": "Taste alone"}))[0]
    assert set(lists.iloc[:, 0]).isdisjoint(lists.iloc[:, 1])


@pytest.mark.parametrize(("total", "rating"), [(-1.0, "3.19"), (0.0, "5.50"), (6.0, "10.48")])
def test_the_sigmoid_makes_the_ratings_its_code_prints(
    open_station: Callable[..., AppTest], total: float, rating: str
) -> None:
    page = open_station("sigmoid")
    page.slider(key="learn.sum").set_value(total).run()
    assert metrics(page)["Becomes a rating of"] == rating
    printed = {f"{float(number):.2f}" for number in re.findall(r"[\d.]+\d", PRINTS["sigmoid"])}
    assert rating in printed


def test_the_loss_of_the_first_batch_is_the_one_its_code_prints(open_station: Callable[..., AppTest]) -> None:
    page = open_station("a-batch-and-its-error")
    (loss,) = metrics(page).values()
    assert PRINTS["a-batch-and-its-error"] == f"loss {loss}"
    squares = numbers(short_tables(page)[0]["Squared"])
    assert float(loss) == pytest.approx(squares.mean(), abs=0.01)
    page.segmented_control(key="learn.batch_model").set_value("After five epochs").run()
    assert float(next(iter(metrics(page).values()))) < 1


def test_steps_are_taken_by_hand_and_undone(open_station: Callable[..., AppTest], alts) -> None:
    page = open_station("one-step")

    def press(label: str) -> str:
        [button] = [button for button in page.button if button.label == label]
        button.click().run()
        return alts(page.main)[0]

    assert PRINTS["one-step"] == "2.54, after one step 2.29, after ten 1.07"
    assert press("Take one step") == "Loss after 1 step: 2.29."
    assert press("Ten").startswith("Loss after 11 steps: ")
    assert press("Start over") == "Loss after 0 steps: 2.54."
    assert press("Ten") == "Loss after 10 steps: 1.07."
    page.select_slider(key="learn.step_size").set_value(0.2)
    assert "lost" in press("A thousand")


def test_the_finder_suggests_what_its_code_prints(open_station: Callable[..., AppTest], alts) -> None:
    (told,) = [text for text in alts(open_station("learning-rate").main) if "slide" in text]
    for line in PRINTS["learning-rate"].splitlines():
        name, rate = line.split()
        assert name in told
        assert f"{float(rate):g}" in told


@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_losses_are_those_its_code_prints(open_station: Callable[..., AppTest], decay: float) -> None:
    shown = metrics(open_station("training-and-overfitting", **{"learn.decay": decay}))
    (best,) = [value for name, value in shown.items() if name.startswith("Best")]
    last = shown["Rows it never saw"]
    assert f"wd {decay:g}: best {best}, last {last}" in PRINTS["training-and-overfitting"]


def test_stopping_early_keeps_the_error_low(open_station: Callable[..., AppTest]) -> None:
    page = open_station("training-and-overfitting")
    page.toggle(key="learn.stop").set_value(True).run()
    # the best epoch is the third, and two more bring nothing: 0.74 after the fifth
    assert metrics(page)["Rows it never saw"] == "0.74"


def test_both_models_are_as_large_as_their_code_says(open_station: Callable[..., AppTest]) -> None:
    page = open_station("the-network")
    drawn = " ".join(block.proto.body for block in page.get("html"))
    assert "37,901 parameters" in drawn
    assert "37,901 parameters, loss 0.67" in PRINTS["the-network"]
    assert any("0.67 for the network" in block.value for block in page.markdown)
    assert "23,001 parameters" in drawn


def test_the_highest_biases_are_those_its_code_prints(open_station: Callable[..., AppTest]) -> None:
    table = short_tables(open_station("biases-read", names="Japanese"))[0]
    first = [f"{float(bias):.2f}" for bias in table["Bias"].head(5)]
    assert first == [line.split()[0] for line in PRINTS["biases-read"].splitlines()]


def test_pca_turns_the_cloud_until_most_is_seen(open_station: Callable[..., AppTest]) -> None:
    page = open_station("pca")
    askew = page.get("progress")[0].proto.value
    [lay_flat] = [button for button in page.button if button.label == "Let PCA turn it"]
    lay_flat.click().run()
    assert page.get("progress")[0].proto.value > askew
    assert any("these two axes keep **24%**" in block.value for block in page.markdown)
    assert PRINTS["pca"] == "two axes keep 24%"


@pytest.mark.parametrize(("measure", "place"), [("Dot product", 1), ("Cosine", 3)])
def test_likenesses_are_those_its_code_prints(
    open_station: Callable[..., AppTest], alts, measure: str, place: int
) -> None:
    page = open_station("similarity", **{"learn.measure": measure})
    (told,) = [text for text in alts(page.main) if ";" in text]
    shown = [pair.split()[-1] for pair in told.split(";")]
    assert shown == [line.replace(",", "").split()[place] for line in PRINTS["similarity"].splitlines()]


def test_twin_and_opposite_are_those_its_code_prints(open_station: Callable[..., AppTest]) -> None:
    page = open_station("viewers-and-opposites")
    told = [block.value for block in page.markdown if "iewer " in block.value and block.value.startswith("**")]
    viewer, twin, opposite = (line.replace(",", "").split() for line in PRINTS["viewers-and-opposites"].splitlines())
    assert told[0] == f"**Viewer {viewer[1]}**"
    assert told[1] == f"**Twin: viewer {twin[1]}** · cosine +{twin[3]}"
    assert told[2] == f"**Opposite: viewer {opposite[1]}** · cosine {opposite[3].replace('-', '−')}"


def test_a_newcomer_gets_the_average_viewers_list_until_they_answer(open_station: Callable[..., AppTest]) -> None:
    page = open_station("cold-start")
    before = short_tables(page)[0]
    assert before["Predicted"].tolist()[:3] == [line.split()[0] for line in PRINTS["cold-start"].splitlines()]
    page.segmented_control(key="learn.answer.1535").set_value("Not for me").run()
    assert short_tables(page)[0]["Title"].tolist() != before["Title"].tolist()


@pytest.mark.parametrize("slug", ["learning-rate", "training-and-overfitting"])
def test_where_nothing_is_trained_a_recorded_run_is_shown_and_the_button_says_why(
    open_station: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    monkeypatch.setenv(MODE_VARIABLE, "public")
    page = open_station(slug)
    [run] = [button for button in page.button if (button.key or "").startswith("learn.run_")]
    assert run.disabled
    assert any("You see a recorded run. Training models is off here" in one.value for one in page.caption)
