"""The page *For you*: answers in, a list out, on both shipped models."""

import gzip
import itertools
import re
import secrets

import pytest
from streamlit.testing.v1 import AppTest

from core.data.titles import Naming, named, title_facts
from core.lists.portable import PORTABLE
from core.lists.spreadsheet import CSV
from core.model.bundle import save_bundle
from core.profiles import Profile, ProfileStore
from core.profiles.store import TOKEN_BYTES
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
    """Ids of the cards, in the order of the list."""
    return [int(menu.key.removeprefix("act.")) for menu in page.menu_button]


def profile(page):
    return page.session_state["answers.profile"]


def answer(page, *words):
    """Answer for one title after the other."""
    for word in words:
        page.button(key=f"question.{word}.{asked(page)}").click().run()
    assert not page.exception
    return page


def text(page):
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.subheader])


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


def test_each_answer_moves_the_list_and_is_never_recommended_back(page):
    lists = [listed(page)]
    for word in ("Loved", "Liked", "Disliked"):
        lists.append(listed(answer(page, word)))
    assert all(before != after for before, after in itertools.pairwise(lists))
    assert not set(lists[-1]) & set(profile(page).ratings)
    assert "from 3 answers" in text(page)
    assert "Because you" in text(page)


def test_a_change_marks_what_rose_fell_or_came_in(page):
    assert not re.search(r"▲|▼|\[new\]", text(page))
    answer(page, "Loved")
    assert re.search(r"▲|▼|\[new\]", text(page))


def test_not_seen_moves_the_list_before_any_rating_and_its_title_is_not_in_it(page):
    before = listed(page)
    first = asked(page)
    answer(page, "Not seen")
    assert profile(page) == Profile(not_seen=frozenset({first}))
    assert first not in listed(page)
    assert [title for title in listed(page) if title in before] != [title for title in before if title != first]
    assert "What you have not seen moves it a little already" in text(page)


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
    for choice in ("Disliked", "Hide, never show"):
        other = next(anime_id for anime_id in listed(page) if anime_id != first)
        page.menu_button(key=f"act.{other}").click(choice).run()
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


@pytest.mark.parametrize(("choice", "part"), [("Hide, never show", "hidden"), ("Seen, no rating", "seen")])
def test_a_recommendation_can_be_hidden_or_marked_as_seen(dot_page, choice, part):
    first = listed(dot_page)[0]
    dot_page.menu_button(key=f"act.{first}").click(choice).run()
    assert getattr(profile(dot_page), part) == {first}
    assert first not in listed(dot_page)


def test_a_hidden_title_can_be_shown_again(dot_page):
    first = listed(dot_page)[0]
    dot_page.menu_button(key=f"act.{first}").click("Hide, never show").run()
    open_panel(dot_page, "My answers")
    dot_page.segmented_control(key="mine.kind").set_value("Hidden").run()
    dot_page.button(key=f"mine.remove.{first}").click().run()
    assert profile(dot_page) == Profile()
    assert listed(dot_page)[0] == first


def test_the_why_of_a_card_is_where_an_answer_can_be_changed(dot_page):
    answer(dot_page, "Loved")
    (rated,) = profile(dot_page).ratings
    first = listed(dot_page)[0]
    dot_page.session_state[f"why.{first}"] = True
    dot_page.run()
    dot_page.pills(key=f"why-{first}.word.{rated}").set_value("Disliked").run()
    assert profile(dot_page).ratings == {rated: 3.5}


def test_the_dial_to_adventurous_lists_less_known_titles_and_says_so(page):
    answer(page, "Loved")
    familiar = listed(page)
    page.select_slider(key="adventure").set_value("Adventurous").run()
    assert not page.exception
    assert listed(page) != familiar
    assert "the grey rings" in text(page)


def test_filters_leave_out_what_they_say_and_refill_the_list(page, shipped):
    answer(page, "Loved")
    page.multiselect(key="type").set_value(["Movie"]).run()
    page.multiselect(key="without").set_value(["Action"]).run()
    found = shipped.catalog.table.loc[listed(page)]
    assert len(found) == 10
    assert set(found["type"]) == {"Movie"}
    assert not any("Action" in genres for genres in found["genres"])


def test_a_model_of_four_titles_is_asked_about_until_nothing_is_left(root, tmp_path, tiny_bundle, monkeypatch):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page = opened(root, model="tiny")
    answer(page, "Loved", "Liked", "So-so", "Disliked")
    assert listed(page) == []
    assert "every title there is to ask about" in page.info[0].value
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
    open_panel(page, "Genres")
    page.multiselect(key="genres.liked").set_value(["Mystery"]).run()
    page.multiselect(key="genres.disliked").set_value(["Sports"]).run()
    assert not page.exception
    assert (profile(page).liked_genres, profile(page).disliked_genres) == ({"Mystery"}, {"Sports"})


def test_a_list_is_brought_with_a_report_and_taken_along_again(dot_page):
    open_panel(dot_page, "Bring or take a list")
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
    open_panel(dot_page, "Bring or take a list")
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
    open_panel(dot_page, "Bring or take a list")
    dot_page.file_uploader[0].upload(name, content()).run()
    assert not dot_page.exception
    assert said in read(dot_page.error[0])
    assert "Your answers are as they were" in dot_page.error[0].value
    assert (profile(dot_page), listed(dot_page)) == (before, list_before)


def test_answers_kept_under_a_link_open_again_save_themselves_and_are_deleted(dot_page, root, database):
    answer(dot_page, "Loved")
    open_panel(dot_page, "Keep my answers")
    dot_page.button(key="keep").click().run()
    token = dot_page.code[0].value.partition("?profile=")[2]
    assert "works on this page alone" in text(dot_page)
    answer(dot_page, "Loved", "Disliked")
    assert ProfileStore(database).load(token) == profile(dot_page)

    again = opened(root)
    again.query_params["profile"] = token
    again.run()
    assert profile(again) == profile(dot_page)
    open_panel(again, "Keep my answers")
    again.button(key="keep.delete").click().run()
    assert "profile" not in again.query_params

    stale = opened(root)
    stale.query_params["profile"] = token
    stale.run()
    assert not stale.exception
    assert "No profile belongs to this link" in stale.warning[0].value
    assert profile(stale) == Profile()


def test_a_database_that_cannot_be_reached_costs_no_answer(dot_page, monkeypatch):
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", "sqlite:////proc/none/profiles.sqlite")
    answer(dot_page, "Loved")
    open_panel(dot_page, "Keep my answers")
    dot_page.button(key="keep").click().run()
    assert not dot_page.exception
    assert len(dot_page.warning) == 1
    assert len(profile(dot_page).ratings) == 1


def test_a_database_that_cannot_be_written_keeps_the_answers_in_the_session(dot_page, read, tmp_path, monkeypatch):
    """A folder in the file's place stands for missing rights, which root would not miss."""
    answer(dot_page, "Loved")
    open_panel(dot_page, "Keep my answers")
    dot_page.button(key="keep").click().run()
    assert not dot_page.warning
    (tmp_path / "closed.sqlite").mkdir()
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path / 'closed.sqlite'}")
    answer(dot_page, "Disliked")
    assert "cannot be opened or written" in read(dot_page.warning[0])
    assert "Your answers are still here, in this tab." in dot_page.warning[0].value
    assert len(profile(dot_page).ratings) == 2


def test_a_link_into_a_database_that_cannot_be_read_is_answered_with_a_sentence(root, read, tmp_path, monkeypatch):
    (tmp_path / "closed.sqlite").mkdir()
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path / 'closed.sqlite'}")
    page = opened(root)
    page.query_params["profile"] = secrets.token_urlsafe(TOKEN_BYTES)
    page.run()
    assert not page.exception
    assert "database cannot be opened or written" in read(page.warning[0])
    assert len(listed(page)) == 10
