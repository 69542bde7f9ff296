"""Saving and sharing: what is saved opens by its key alone, a shared link reads only, and nothing opens unasked."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ProfileError
from core.profiles import Profile, ProfileStore
from core.profiles.keys import new_key
from core.profiles.profile import to_document
from ui.app.browser import LONGEST, read_copies

LOVED = Profile({1: 9.5, 5114: 9.5})
THEIRS = Profile({1575: 9.5, 2904: 8, 1: 3.5}, not_seen={199}, liked_genres={"Mecha"})


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    """A database of profiles for this test alone."""
    url = f"sqlite:///{tmp_path / 'profiles.sqlite'}"
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", url)
    return url


@pytest.fixture
def store(database) -> ProfileStore:
    return ProfileStore(database)


@pytest.fixture
def visit(root):
    """A page opened in a browser that holds this key, if any, with these answers in its session."""

    def open_one(
        page: str, key: str | None = None, profile: Profile | None = None, address: dict[str, str] | None = None
    ) -> AppTest:
        app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=60)
        app.session_state["kept.key"] = key
        if profile:
            app.session_state["answers.profile"] = profile
        for name, value in (address or {}).items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return open_one


def click(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def panel(page: AppTest) -> AppTest:
    page.pills(key="panel").set_value("Save and share").run()
    assert not page.exception
    return page


def profile(page: AppTest) -> Profile:
    return page.session_state["answers.profile"]


def kept_key(page: AppTest) -> str | None:
    return page.session_state["kept.key"]


def for_browser(page: AppTest) -> tuple[str, str]:
    return tuple(page.session_state["kept.for_browser"])


def text(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.header])


def rate(page: AppTest, word: str = "Disliked") -> AppTest:
    keys = [button.key or "" for button in page.button]
    return click(page, next(key for key in keys if key.startswith(f"question.{word}.")))


# --- save ---


def test_saved_answers_open_in_a_later_visit_and_every_further_one_is_saved(visit, store):
    page = click(panel(visit("for_you", profile=LOVED)), "save")
    key = kept_key(page)
    assert for_browser(page) == ("hold new", key) and store.load(key) == LOVED
    rate(page)
    assert store.load(key) == profile(page) != LOVED
    assert not [name for name in page.query_params if "profile" in name]
    again = visit("map", key)
    assert profile(again) == profile(page)
    assert "Saved. Every further answer" in text(panel(visit("for_you", key)))


def test_a_key_opens_elsewhere_and_unsaved_answers_there_are_added(visit, store):
    key = store.create(THEIRS)
    page = panel(visit("for_you", profile=Profile({30: 8})))
    page.text_input(key="save.typed").set_value(f"https://old.example.org/for_you?profile={key}").run()
    assert page.button(key="save.open").label == "Open them and add my 1 unsaved answer"
    click(page, "save.open")
    assert profile(page) == store.load(key) == THEIRS.joined(Profile({30: 8}))


def test_what_is_no_key_is_answered_in_words(visit):
    page = panel(visit("for_you", profile=LOVED))
    page.text_input(key="save.typed").set_value("open sesame").run()
    click(page, "save.open")
    assert "That is not a key" in page.toast[0].value and profile(page) == LOVED


def test_two_visits_that_save_under_one_key_keep_what_both_said(visit, store):
    key = store.create(LOVED)
    one, other = visit("for_you", key), visit("for_you", key)
    rate(one, "Loved")
    rate(click(other, "questions.skip"), "Not seen")
    assert store.load(key) == profile(other)
    assert (profile(other).ratings, len(profile(other).not_seen)) == (profile(one).ratings, 1)
    click(other, "undo")
    assert store.load(key) == profile(one), "undo takes back one's own change alone"


def test_renewing_and_deleting_end_what_was_before(visit, store):
    key = store.create(LOVED)
    page = click(panel(visit("for_you", key)), "save.renew")
    renewed = kept_key(page)
    assert renewed != key and for_browser(page) == ("hold", renewed)
    with pytest.raises(ProfileError):
        store.load(key)
    click(page, "save.delete")
    assert for_browser(page) == ("drop", renewed) and kept_key(page) is None
    with pytest.raises(ProfileError):
        store.load(renewed)
    assert profile(page) == LOVED, "the answers stay in this visit"


def test_a_key_can_be_forgotten_here_and_still_opens(visit, store):
    key = store.create(LOVED)
    page = click(panel(visit("for_you", key)), "save.forget")
    assert for_browser(page) == ("drop", key) and store.load(key) == LOVED


def test_a_key_that_opens_nothing_any_more_is_dropped_with_a_sentence(visit, read):
    key = new_key()
    page = visit("for_you", key, LOVED)
    assert "No saved answers belong to this key" in read(page.warning[0])
    assert for_browser(page) == ("drop", key) and profile(page) == LOVED


def test_a_database_that_fails_costs_no_answer_and_gets_them_later(visit, store, read, tmp_path, database, monkeypatch):
    """A folder in the file's place stands for missing rights, which root would not miss."""
    key = store.create(LOVED)
    page = visit("for_you", key)
    (tmp_path / "closed.sqlite").mkdir()
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path / 'closed.sqlite'}")
    rate(page)
    assert "cannot be opened or written" in read(page.warning[0])
    assert "Your answers are still here, in this tab." in page.warning[0].value
    assert "not your last change yet" in text(panel(page))
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", database)
    click(page, "save.now")
    assert store.load(key) == profile(page) and not page.warning


def test_a_visit_that_begins_while_the_database_is_away_finds_its_answers_later(
    visit, store, tmp_path, database, monkeypatch
):
    key = store.create(LOVED)
    (tmp_path / "closed.sqlite").mkdir()
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path / 'closed.sqlite'}")
    page = rate(visit("for_you", key))
    (said,) = profile(page).ratings
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", database)
    click(panel(page), "save.now")
    assert profile(page).ratings.keys() == {1, 5114, said} and store.load(key) == profile(page)


# --- a copy in the browser ---


def test_copies_that_a_browser_brings_back_are_read_in_order():
    copies = [to_document(Profile({1: 8}, seen={30})), to_document(Profile({1: 5}))]
    assert read_copies(copies) == Profile({1: 5}, seen={30})


@pytest.mark.parametrize(
    "sent", [None, 7, {"a": 1}, [None], ["x" * (LONGEST + 1)], ["{}"], ["[" * 99_000], ["1" * 5_000]]
)
def test_what_is_no_copy_of_answers_is_refused_whatever_a_browser_sends(sent):
    with pytest.raises(ProfileError):
        read_copies(sent)


# --- share ---


def test_a_shared_link_shows_the_list_and_changes_nothing(visit, store):
    page = click(panel(visit("for_you", profile=THEIRS)), "share")
    key, link = kept_key(page), page.code[0].value if "list=" in page.code[0].value else page.code[1].value
    (read_key,) = parse_qs(urlsplit(link).query)["list"]
    assert urlsplit(link).path.endswith("shared") and str(key) not in link
    friend = visit("shared", profile=LOVED, address={"list": read_key})
    assert "3 titles rated, 1 title not seen" in text(friend)
    assert not [card for card in friend.markdown if card.value.startswith("**1 ·")], "it asks before it shows"
    click(friend, "shared.look")
    assert [card for card in friend.markdown if card.value.startswith("**1 ·")]
    assert "You see differently" in text(friend) and "they 3.5, you 9.5" in text(friend)
    assert profile(friend) == LOVED and store.load(key) == THEIRS
    own = visit("shared", key, address={"list": read_key})
    assert "This is what others see" in text(own)


def test_a_copy_is_ones_own_and_undo_brings_back_what_was_before(visit, store):
    key = store.create(THEIRS)
    friend = visit("shared", profile=LOVED, address={"list": store.share(key)})
    assert friend.button(key="shared.copy").label == "Use a copy in place of my answers"
    click(friend, "shared.copy")
    assert profile(friend) == THEIRS and kept_key(friend) is None
    rate(friend)
    assert store.load(key) == THEIRS != profile(friend)
    assert friend.session_state["answers.history"] == [LOVED, THEIRS], "what Undo brings back, the latest last"


def test_going_back_leaves_everything_as_it_was(visit, store):
    friend = click(visit("shared", profile=LOVED, address={"list": store.share(store.create(THEIRS))}), "shared.back")
    assert profile(friend) == LOVED and not friend.query_params.get("list")


@pytest.mark.parametrize("ended", ["stopped", "another", "deleted", "never was"])
def test_a_link_that_was_ended_says_so(visit, store, read, ended):
    key = store.create(THEIRS)
    read_key = store.share(key)
    if ended == "stopped":
        click(panel(visit("for_you", key)), "share.stop")
    elif ended == "another":
        click(panel(visit("for_you", key)), "share.renew")
    elif ended == "deleted":
        store.delete(key)
    else:
        read_key = new_key()
    page = visit("shared", address={"list": read_key})
    assert "Nothing is shared under this link" in read(page.warning[0])


def test_the_picture_and_the_text_hold_the_list(visit, store):
    page = panel(visit("for_you", store_with_share(store)))
    pasted = next(code.value for code in page.code if code.value.startswith("What I should watch next"))
    assert re.findall(r"^(\d+)\. ", pasted, re.MULTILINE) == [str(place) for place in range(1, 11)]
    assert "shared?list=" in pasted.splitlines()[-1]


def store_with_share(store: ProfileStore) -> str:
    key = store.create(THEIRS)
    store.share(key)
    return key


# --- links of earlier versions ---


def test_an_old_link_asks_before_it_opens_and_its_key_leaves_the_address(visit, store):
    key = store.create(THEIRS)
    page = visit("for_you", profile=LOVED, address={"profile": key})
    assert "profile" not in page.query_params
    assert "taken out of the address" in text(page) and profile(page) == LOVED
    assert not page.pills, "nothing else of the page is there until that is answered"
    click(page, "old_link.back")
    assert profile(page) == LOVED and store.load(key) == THEIRS and kept_key(page) is None


def test_whoever_says_that_an_old_link_is_theirs_holds_its_key_from_then_on(visit, store):
    key = store.create(THEIRS)
    page = visit("for_you", profile=Profile({30: 8}), address={"profile": key})
    assert page.button(key="old_link.mine").label == "They are mine: open them here and add my 1 unsaved answer"
    click(page, "old_link.mine")
    assert for_browser(page) == ("hold", key)
    assert profile(page) == store.load(key) == THEIRS.joined(Profile({30: 8}))
    assert visit("for_you", key, address={"profile": key}).pills, "one's own link opens without a question"


def test_an_old_link_never_mixes_answers_saved_under_two_keys(visit, store):
    mine, theirs = store.create(LOVED), store.create(THEIRS)
    page = click(visit("for_you", mine, address={"profile": theirs}), "old_link.mine")
    assert profile(page) == store.load(theirs) == THEIRS and store.load(mine) == LOVED


def test_an_old_link_can_be_looked_at_or_copied(visit, store):
    key = store.create(THEIRS)
    looked = click(visit("for_you", profile=LOVED, address={"profile": key}), "old_link.look")
    assert "Their taste" in text(looked) and profile(looked) == LOVED
    copied = click(visit("for_you", profile=LOVED, address={"profile": key}), "old_link.copy")
    assert profile(copied) == THEIRS and kept_key(copied) is None
    assert profile(click(copied, "undo")) == LOVED


def test_an_old_link_that_opens_nothing_is_answered_with_a_sentence(visit, read):
    page = visit("for_you", profile=LOVED, address={"profile": new_key()})
    assert "No saved answers belong to this key" in read(page.warning[0])
    assert "profile" not in page.query_params and profile(page) == LOVED


def test_an_old_link_stays_in_the_address_while_the_database_is_away(visit, read, tmp_path, monkeypatch):
    """It is the only key: a reload tries it again."""
    (tmp_path / "closed.sqlite").mkdir()
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path / 'closed.sqlite'}")
    page = visit("for_you", profile=LOVED, address={"profile": new_key()})
    assert "database cannot be opened or written" in read(page.warning[0])
    assert page.query_params["profile"] and profile(page) == LOVED
