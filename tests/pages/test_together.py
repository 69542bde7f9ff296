"""Watch together: friends by their links, titles new to everybody, and what each would make of them."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.model.bundle import Bundle
from core.profiles import Profile, ProfileStore
from core.profiles.keys import new_key
from core.recommend.group import Rule, recommend_to_group
from core.recommend.recommender import Recommender

MINE = Profile({2167: 9.5, 4181: 9, 4224: 9.5})
THEIRS = Profile({1575: 9.5, 2904: 9, 30: 9.5})


@pytest.fixture
def store(tmp_path, monkeypatch) -> ProfileStore:
    url = f"sqlite:///{tmp_path / 'profiles.sqlite'}"
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", url)
    return ProfileStore(url)


@pytest.fixture
def together(root, store):
    def open_one(friends: str = "", profile: Profile = MINE) -> AppTest:
        app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=60)
        app.session_state["answers.profile"] = profile
        if friends:
            app.query_params["with"] = friends
        app.switch_page("pages/together.py").run()
        assert not app.exception
        return app

    return open_one


def cards(page: AppTest) -> list[str]:
    return [element.value for element in page.markdown if re.match(r"\*\*\d+ · ", element.value)]


def add(page: AppTest, text: str) -> AppTest:
    page.text_input(key="together.link").set_value(text).run()
    assert not page.exception
    return page


def test_a_friend_comes_in_by_their_link_and_the_group_is_in_the_address(together, store, shipped: Bundle):
    page = together()
    assert not cards(page) and "Add a friend" in page.info[0].value
    read_key = store.share(store.create(THEIRS))
    add(page, f"https://anime.example.org/shared?list={read_key}")
    assert page.query_params["with"] == read_key
    found = recommend_to_group(Recommender(shipped), [MINE, THEIRS], Rule.FAIR)
    shown = cards(page)
    assert len(shown) == len(found) == 10
    for card, title in zip(shown, found, strict=True):
        mine, theirs = title.members
        assert f"**You** {mine.predicted:.1f} ±" in card and f"**Friend 1** {theirs.predicted:.1f} ±" in card
    assert any("because of" in card for card in shown)
    assert cards(together(read_key)) == shown, "the address opens the same group"


def test_friends_can_be_taken_out_and_so_can_i(together, store):
    friends = [store.share(store.create(profile)) for profile in (THEIRS, Profile({16498: 9}))]
    page = together(",".join(friends))
    three = cards(page)
    assert all("**Friend 2**" in card for card in three)
    page.toggle(key="together.me").set_value(False).run()
    assert cards(page) and not any("**You**" in card for card in cards(page))
    page.button(key="together.remove.1").click().run()
    assert page.query_params["with"] == friends[1] and not cards(page)


def test_a_film_can_be_asked_for(together, store):
    page = together(store.share(store.create(THEIRS)))
    page.segmented_control(key="together.what").set_value("A film").run()
    assert cards(page) and all("Movie" in card for card in cards(page))


@pytest.mark.parametrize(
    ("text", "said"), [("open sesame", "That is not a link"), ("https://x.example/?list=short", "That is not a link")]
)
def test_what_is_no_link_is_answered_in_words(together, read, text, said):
    page = add(together(), text)
    assert said in read(page.warning[0]) and not page.query_params.get("with")


def test_a_link_that_was_ended_says_so_beside_the_friend(together, store):
    page = together(f"{new_key()},nonsense,{store.share(store.create(THEIRS))}")
    told = "\n".join(element.value for element in page.markdown)
    assert "Nothing is shared under this link" in told
    assert len(cards(page)) == 10 and all("**Friend 2**" in card for card in cards(page))


def test_six_people_are_the_most(together, store):
    page = together(",".join(store.share(store.create(Profile({anime_id: 9}))) for anime_id in range(1, 9)))
    assert all("**Friend 5**" in card and "**Friend 6**" not in card for card in cards(page)) and cards(page)
    assert not [box for box in page.text_input if box.key == "together.link"]


def test_friends_can_be_named_and_a_name_in_a_link_is_shown_letter_by_letter(together, store):
    friends = [store.share(store.create(profile)) for profile in (THEIRS, Profile({16498: 9}))]
    page = together(",".join(friends))
    page.text_input(key="together.name.2").set_value(" Anna, \u202e*x* [y](z)").run()
    assert page.query_params["called"] == ",Anna *x* [y](z)"
    assert all("**Friend 1**" in card and r"**Anna \*x\* \[y\]\(z\)**" in card for card in cards(page))
    page.button(key="together.remove.1").click().run()
    assert page.query_params["called"] == "Anna *x* [y](z)"
    page.text_input(key="together.name.1").set_value("").run()
    assert "called" not in page.query_params and all("**Friend 1**" in card for card in cards(page))
