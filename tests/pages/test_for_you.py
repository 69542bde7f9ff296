"""The page *For you*: answers in, a list out, on both shipped models."""

import gzip
import itertools
import re

import pytest
from streamlit.testing.v1 import AppTest

from core.data.titles import Naming, named, title_facts
from core.lists.portable import PORTABLE
from core.lists.spreadsheet import CSV
from core.model.bundle import save_bundle
from core.profiles import Profile
from core.recommend.moods import MOODS
from tests.pages import cards
from ui.app import library
from ui.app.formats import plain


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    """A database of profiles for this test alone."""
    url = f"sqlite:///{tmp_path / 'profiles.sqlite'}"
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", url)
    return url


MB = 2**20


def opened(root, **query):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run().switch_page("pages/for_you.py").run()


@pytest.fixture(params=["dot-bias", "neural"])
def page(request, root):
    return opened(root, model=request.param)


@pytest.fixture
def dot_page(root):
    return opened(root)


def asked(page):
    """Id of the title that is asked about."""
    (not_seen,) = [button.key for button in page.button if (button.key or "").startswith("question.Not seen.")]
    return int(not_seen.rsplit(".", 1)[1])


def following(page):
    """Ids of the titles that come next, in order."""
    return [anime_id(button) for button in page.button if (button.key or "").startswith("question.ask.")]


def found(page):
    """The controls of the titles that a search found, in order."""
    return [control for control in page.pills if (control.key or "").startswith("search.")]


def anime_id(control):
    return int(control.key.rsplit(".", 1)[1])


def listed(page):
    """Ids of the cards of what is new, in the order of the list."""
    return cards.shown(page)


def going_on(page):
    """Ids of the cards of what to go on with, in order."""
    return cards.shown(page, cards.NEXT)


def profile(page):
    return page.session_state["answers.profile"]


def answer(page, *words):
    """Answer for one title after the other."""
    for word in words:
        page.button(key=f"question.{word}.{asked(page)}").click().run()
    assert not page.exception
    return page


def text(page):
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.header]) + cards.said(page)


def open_panel(page, name):
    page.pills(key="panel").set_value(name).run()
    assert not page.exception
    return page


def test_before_any_answer_the_page_says_that_the_list_is_popularity(page):
    assert not page.exception
    assert len({asked(page), *following(page)}) == 5
    assert len(listed(page)) == 10
    assert "Nothing here is about you yet" in text(page)
    assert "Because you" not in text(page)
    assert "Expected rating" in text(page) and "You’d rate it" not in text(page), "nor are the ratings about you"


def test_each_answer_moves_the_list_and_is_never_recommended_back(page):
    lists = [listed(page)]
    for word in ("Loved", "Liked", "Disliked"):
        lists.append(listed(answer(page, word)))
    assert all(before != after for before, after in itertools.pairwise(lists))
    assert not set(lists[-1]) & set(profile(page).ratings)
    assert "from 3 answers" in text(page)
    assert "Because you" in text(page)
    assert "You’d rate it" in text(page) and "Expected rating" not in text(page)


def test_a_change_marks_what_rose_fell_or_came_in(page):
    assert not re.search(r"▲|▼|\bnew\b", text(page))
    answer(page, "Loved")
    assert re.search(r"▲|▼|\bnew\b", text(page))


def test_not_seen_moves_the_list_before_any_rating_and_its_title_is_not_in_it(page):
    before = listed(page)
    first = asked(page)
    answer(page, "Not seen")
    assert profile(page) == Profile(not_seen=frozenset({first}))
    assert first not in listed(page)
    assert [title for title in listed(page) if title in before] != [title for title in before if title != first]
    assert "“Not seen” moves the list a little" in text(page)


def test_an_answer_brings_the_next_title_and_the_order_of_those_to_come_follows_what_was_said(page):
    first, queue = asked(page), following(page)
    answer(page, "Loved")
    assert asked(page) != first
    assert {asked(page), *following(page)} != set(queue)
    assert first not in {asked(page), *following(page)}


def test_undo_takes_back_change_after_change_and_the_title_is_asked_about_again(page):
    before, first = listed(page), asked(page)
    second = asked(answer(page, "Loved"))
    answer(page, "Disliked")
    page.button(key="undo").click().run()
    assert (profile(page).ratings, asked(page)) == ({first: 9.5}, second)
    page.button(key="undo").click().run()
    assert (profile(page), listed(page), asked(page)) == (Profile(), before, first)
    assert page.button(key="undo").disabled


def test_what_was_said_last_is_said_beside_undo(page, shipped):
    title = named(shipped.catalog, title_facts(), Naming.ENGLISH).title(asked(page))
    answer(page, "Liked")
    assert f"*{plain(title)}*: Liked" in text(page)
    answer(page, "Not seen")
    assert f"*{plain(title)}*: Liked" not in text(page)
    assert "*: Not seen" in text(page)


def test_skipping_says_nothing_and_the_title_does_not_come_back(page):
    first = asked(page)
    page.button(key="questions.skip").click().run()
    assert first not in {asked(page), *following(page)}
    assert profile(page) == Profile()
    answer(page, "Loved", "Not seen")
    assert first not in {asked(page), *following(page)}


def test_one_of_the_next_titles_can_be_asked_about_now(page):
    first, wanted = asked(page), following(page)[2]
    page.button(key=f"question.ask.{wanted}").click().run()
    assert asked(page) == wanted
    assert first in following(page)


def test_the_title_that_is_asked_about_stays_while_other_things_change(page):
    first = asked(page)
    for choice in ("Disliked", "Not this franchise"):
        other = next(anime_id for anime_id in listed(page) if anime_id != first)
        cards.click(page, "answer", other, choice)
        assert asked(page) == first
    assert (len(profile(page).ratings), len(profile(page).hidden)) == (1, 1)


def test_any_title_can_be_found_and_answered_for(page):
    page.text_input(key="questions.search").set_value("cowboy bebop").run()
    assert anime_id(found(page)[0]) == 1
    found(page)[0].set_value("Loved").run()
    assert profile(page).ratings == {1: 9.5}
    assert not page.exception


def test_a_search_without_a_match_says_so(dot_page):
    dot_page.text_input(key="questions.search").set_value("qqqq zzzz").run()
    assert "No title is called anything like “qqqq zzzz”" in text(dot_page)


def test_answers_can_be_numbers_and_the_words_still_show_them(page):
    page.toggle(key="questions.precise").set_value(True).run()
    first = asked(page)
    answer(page, "7")
    assert profile(page).ratings == {first: 7.0}
    assert "*: 7" in text(page)
    page.toggle(key="questions.precise").set_value(False).run()
    assert "*: Liked" in text(page)
    assert profile(page).ratings == {first: 7.0}


@pytest.mark.parametrize(("choice", "part"), [("Not this franchise", "hidden"), ("Seen, no rating", "seen")])
def test_a_recommendation_can_be_hidden_or_marked_as_seen(dot_page, choice, part):
    first = listed(dot_page)[0]
    cards.click(dot_page, "answer", first, choice)
    assert getattr(profile(dot_page), part) == {first}
    assert first not in listed(dot_page)


def test_a_hidden_title_can_be_shown_again(dot_page):
    first = listed(dot_page)[0]
    cards.click(dot_page, "answer", first, "Not this franchise")
    open_panel(dot_page, "My answers")
    dot_page.segmented_control(key="mine.kind").set_value("Hidden").run()
    dot_page.button(key=f"mine.remove.{first}").click().run()
    assert profile(dot_page) == Profile()
    assert listed(dot_page)[0] == first


CODE_GEASS, SECOND_SEASON = 1575, 2904


def bring(page, rows):
    """Bring a list and close the panel again."""
    open_panel(page, "Import / export")
    page.file_uploader[0].upload("mine.csv", f"anime_id,rating,status\n{rows}".encode()).run()
    assert not page.exception
    page.pills(key="panel").set_value(None).run()
    return page


def test_the_page_says_how_much_better_the_list_has_become_and_when_answers_stop_paying(page):
    assert not page.get("progress")
    answer(page, "Loved")
    (bar,) = page.get("progress")
    assert "After one answer, lists find" in bar.proto.text
    assert "The next few help most" in bar.proto.text
    few = bar.proto.value
    bring(
        page,
        "".join(f"{anime_id},8,completed\n" for anime_id in (1, 5, 6, 15, 16, 19, 20, 22, 24, 26, 27, 30, 32, 33, 43)),
    )
    (bar,) = page.get("progress")
    assert bar.proto.value > few
    assert "now just watch" in bar.proto.text


def test_what_is_new_and_what_to_go_on_with_are_two_lists(page):
    assert going_on(page) == []
    bring(page, f"{CODE_GEASS},9,completed\n")
    assert going_on(page) == [SECOND_SEASON]
    assert not {CODE_GEASS, SECOND_SEASON} & set(listed(page))
    assert "Next after *Code Geass: Lelouch of the Rebellion*" in text(page)
    cards.click(page, "answer", SECOND_SEASON, "Loved", cards.NEXT)
    assert going_on(page) == []
    assert profile(page).ratings == {CODE_GEASS: 9, SECOND_SEASON: 9.5}


def test_a_card_says_why_in_a_sentence_without_numbers_or_anything_against(page):
    answer(page, "Loved", "Loved", "Disliked", "Liked")
    sentences = re.findall(r"Because you .*\S", text(page))
    assert len(sentences) >= 5
    for sentence in sentences:
        assert re.fullmatch(r"Because you (loved|liked) \*[^*]+\*( and ((loved|liked) )?\*[^*]+\*)?", sentence)
        assert not re.search(r"[+−]\d", sentence)
    assert "Against" not in text(page)


def test_more_and_less_like_a_title_and_not_its_franchise_move_the_list_at_once_and_can_be_taken_back(dot_page):
    answer(dot_page, "Loved")
    before = listed(dot_page)
    cards.click(dot_page, "more", before[4])
    assert profile(dot_page).more_like == {before[4]}
    liked_more = listed(dot_page)
    assert liked_more != before
    assert liked_more.index(before[4]) < 4
    assert "You asked for more like it" in text(dot_page)
    cards.click(dot_page, "usual", before[4])
    assert listed(dot_page) == before
    cards.click(dot_page, "less", before[0])
    assert before[0] not in listed(dot_page)
    open_panel(dot_page, "My answers")
    dot_page.segmented_control(key="mine.kind").set_value("Less like").run()
    dot_page.button(key=f"mine.remove.{before[0]}").click().run()
    assert listed(dot_page) == before


def test_an_import_is_not_asked_about_again_nor_are_plans_and_what_is_being_watched_comes_first(page):
    first, queue = asked(page), following(page)
    bring(page, "".join(f"{anime_id},,plan to watch\n" for anime_id in [first, *queue]) + f"{CODE_GEASS},9,watching\n")
    assert not {first, *queue, CODE_GEASS} & {asked(page), *following(page)}
    assert going_on(page) == []
    planned = set(listed(page)) & {first, *queue}
    assert planned
    assert text(page).count("You plan to watch it") == len(planned)


def test_why_says_where_the_title_would_stand_without_each_answer(page):
    answer(page, "Loved", "Loved", "Disliked")
    first = listed(page)[0]
    rated = [*cards.choices(cards.click(page, "why", first))]
    assert set(rated) == set(profile(page).ratings)
    said = re.findall(r"without it, (?:place (\d+) instead of 1|the same place|it would not be among)", text(page))
    assert len(said) == 3
    cards.click(page, "answer", rated[0], None)
    assert rated[0] not in profile(page).ratings
    if said[0]:
        assert listed(page).index(first) == int(said[0]) - 1


def test_the_why_of_a_card_is_where_an_answer_can_be_changed(dot_page):
    answer(dot_page, "Loved")
    (rated,) = profile(dot_page).ratings
    first = listed(dot_page)[0]
    assert cards.choices(cards.click(dot_page, "why", first)) == {rated: "Loved"}
    cards.click(dot_page, "answer", rated, "Disliked")
    assert profile(dot_page).ratings == {rated: 3.5}


def test_the_dial_to_adventurous_lists_less_known_titles_and_says_so(page):
    answer(page, "Loved")
    familiar = listed(page)
    page.select_slider(key="adventure").set_value("Adventurous").run()
    assert not page.exception
    assert listed(page) != familiar
    assert "Grey rings: the list set to “Familiar”" in text(page)


def test_filters_leave_out_what_they_say_and_refill_the_list(page, shipped):
    answer(page, "Loved")
    page.session_state["filter"] = True
    page.run().multiselect(key="type").set_value(["Movie"]).run()
    page.multiselect(key="without").set_value(["Action"]).run()
    found = shipped.catalog.table.loc[listed(page)]
    assert len(found) == 10
    assert set(found["type"]) == {"Movie"}
    assert not any("Action" in genres for genres in found["genres"])


def test_filters_of_a_link_count_and_are_shown_as_they_are_though_nobody_opened_them(root, shipped):
    page = opened(root, type="Movie", mean="8.0,10.0")
    found = shipped.catalog.table.loc[listed(page)]
    assert set(found["type"]) == {"Movie"}
    assert page.multiselect(key="type").value == ["Movie"]
    assert found["mean_rating"].min() >= 8
    answer(page, "Loved")
    assert page.multiselect(key="type").value == ["Movie"]
    assert not opened(root).multiselect


def test_a_model_of_four_titles_is_asked_about_until_nothing_is_left(root, tmp_path, tiny_bundle, monkeypatch):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page = opened(root, model="tiny")
    answer(page, "Loved", "Liked", "So-so", "Disliked")
    assert listed(page) == []
    assert "That was the last question" in page.info[0].value
    assert "Nothing is left" in page.info[1].value
    open_panel(page, "My answers")


def test_titles_that_were_skipped_come_again_when_nothing_else_is_left(root, tmp_path, tiny_bundle, monkeypatch):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page = opened(root, model="tiny")
    first = asked(page)
    for _ in range(4):
        page.button(key="questions.skip").click().run()
    assert asked(page) == first


def test_answers_for_titles_that_a_model_lacks_are_kept_and_change_nothing(root, tmp_path, tiny_bundle, monkeypatch):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page = opened(root, model="tiny")
    before = listed(page)
    page.session_state["answers.profile"] = Profile({5114: 9.5}, seen=frozenset({1}), hidden=frozenset({20_000_000}))
    page.run()
    assert listed(page) == before
    open_panel(page, "My answers")
    assert "Title 5114" in text(page)


def test_my_answers_can_be_changed_removed_and_cleared(page):
    answer(page, "Loved", "Liked", "Not seen")
    open_panel(page, "My answers")
    mine = [control for control in page.pills if control.key.startswith("mine.word.")]
    assert [control.value for control in mine] == ["Liked", "Loved"]
    mine[0].set_value("So-so").run()
    assert profile(page).ratings[anime_id(mine[0])] == 5.5
    page.button(key=f"mine.remove.{anime_id(mine[0])}").click().run()
    assert anime_id(mine[0]) not in profile(page).ratings
    page.button(key="mine.clear").click().run()
    assert profile(page) == Profile()
    page.button(key="undo").click().run()
    assert len(profile(page).answered) == 2


def test_genres_can_be_liked_and_avoided(page):
    open_panel(page, "Mood and genres")
    page.multiselect(key="genres.liked").set_value(["Mystery"]).run()
    page.multiselect(key="genres.disliked").set_value(["Sports"]).run()
    assert not page.exception
    assert (profile(page).liked_genres, profile(page).disliked_genres) == ({"Mystery"}, {"Sports"})


def test_three_titles_that_one_loves_make_a_list_before_any_question_and_can_be_taken_back(dot_page):
    dot_page.pills(key="start").set_value("3 you love").run()
    assert not [button for button in dot_page.button if (button.key or "").startswith("question.")]
    lists = [listed(dot_page)]
    for typed, loved in (("aot", 16498), ("spirited awy", 199), ("haikyu", 20583)):
        dot_page.text_input(key="start.search").set_value(typed).run()
        dot_page.button(key=f"start.love.{loved}").click().run()
        lists.append(listed(dot_page))
    assert profile(dot_page) == Profile({16498: 9.5, 199: 9.5, 20583: 9.5})
    assert all(before != after for before, after in itertools.pairwise(lists))
    assert asked(dot_page) not in (16498, 199, 20583)
    dot_page.button(key="undo").click().run()
    assert profile(dot_page) == Profile({16498: 9.5, 199: 9.5})


def test_a_mood_leads_at_once_to_a_list_and_questions_that_fit_and_one_tap_leads_out_of_it(dot_page, shipped):
    before = listed(dot_page)
    dot_page.pills(key="start").set_value("A mood").run()
    dot_page.pills(key="mood.start").set_value("Scare me").run()
    fits = dict(zip(shipped.catalog.table.index, MOODS["Scare me"].fitting(shipped.catalog), strict=True))
    assert all(fits[anime_id] for anime_id in [*listed(dot_page), asked(dot_page), *following(dot_page)])
    assert "Scare me, from 1 answer" in text(answer(dot_page, "Loved"))
    assert all(fits[anime_id] for anime_id in listed(dot_page))
    dot_page.button(key="undo").click().run()
    dot_page.button(key="mood.none").click().run()
    assert (listed(dot_page), dot_page.pills(key="mood.start").value) == (before, None)


def test_a_link_opens_a_mood_and_a_way_to_begin_and_nothing_that_there_is_not(root, shipped):
    page = opened(root, mood="Win the match")
    genres = shipped.catalog.table["genres"]
    assert all("Sports" in genres[anime_id] for anime_id in listed(page))
    assert page.pills(key="mood.start").value == "Win the match"
    assert opened(root, start="3 you love").text_input(key="start.search")
    strange = opened(root, mood="nothing", start="nowhere")
    assert strange.pills(key="start").value == "Questions"
    assert "Before your first answer" in text(strange)


def test_a_list_can_be_brought_as_a_way_to_begin_and_its_report_stays(dot_page):
    dot_page.pills(key="start").set_value("Import").run()
    dot_page.file_uploader[0].upload(
        "list.csv", f"anime_id,rating,status\n{CODE_GEASS},9,\n".encode(), "text/csv"
    ).run()
    assert profile(dot_page).ratings == {CODE_GEASS: 9}
    assert dot_page.success
    open_panel(dot_page, "Import / export")
    assert len(dot_page.file_uploader) == 1


def test_a_list_is_brought_with_a_report_and_taken_along_again(dot_page):
    open_panel(dot_page, "Import / export")
    rows = "anime_id,title,rating\n1,Cowboy Bebop,9\n5114,Fullmetal Alchemist: Brotherhood,\n999999,Nowhere,7\n"
    dot_page.file_uploader[0].upload("mine.csv", rows.encode()).run()
    assert not dot_page.exception
    assert profile(dot_page).ratings == {1: 9.0}
    assert profile(dot_page).seen == {5114}
    assert "1 with a rating" in dot_page.success[0].value
    assert "Nowhere" in text(dot_page)
    assert {button.label for button in dot_page.get("download_button")} == {"CSV", "JSON", "MyAnimeList XML"}


@pytest.mark.parametrize("export", [CSV.export, PORTABLE.export], ids=["CSV", "JSON"])
def test_what_was_taken_along_brings_every_answer_back(dot_page, shipped, export):
    answer(dot_page, "Loved", "Not seen", "Disliked")
    taken, mine = export.write(profile(dot_page), shipped.catalog), profile(dot_page)
    open_panel(dot_page, "My answers")
    dot_page.button(key="mine.clear").click().run()
    assert profile(dot_page) == Profile()
    open_panel(dot_page, "Import / export")
    dot_page.file_uploader[0].upload(export.file_name, taken).run()
    assert profile(dot_page) == mine


HOSTILE = {
    "a web page": ("mine.xml", lambda: b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "a bomb": ("mine.xml.gz", lambda: gzip.compress(bytes(200 * MB), 1), "32 MB"),
    "too large": ("mine.csv", lambda: b"title,rating\n" + b"Red,5\n" * (33 * MB // 6), "larger than 32 MB"),
    "not UTF-8": ("mine.csv", lambda: "title,rating\nCafé,5\n".encode("latin-1"), "UTF-8"),
    "a zip": ("mine.csv", lambda: b"PK\x03\x04" + bytes(100), "zip archive"),
    "entities": ("mine.xml", lambda: b'<!DOCTYPE a [<!ENTITY b "c">]><myanimelist>&b;</myanimelist>', "mine.xml"),
    "a name": ("**bold** [x](http://e.vil).json", lambda: b"{", "**bold** [x](http://e.vil).json"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_no_list_gets_a_sentence_and_costs_no_answer(dot_page, read, case):
    name, content, said = HOSTILE[case]
    answer(dot_page, "Loved")
    before, list_before = profile(dot_page), listed(dot_page)
    open_panel(dot_page, "Import / export")
    dot_page.file_uploader[0].upload(name, content()).run()
    assert not dot_page.exception
    assert said in read(dot_page.error[0])
    assert "Your answers are as they were" in dot_page.error[0].value
    assert (profile(dot_page), listed(dot_page)) == (before, list_before)
