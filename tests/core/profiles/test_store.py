"""Profiles kept for real in SQLite and PostgreSQL: kept whole, found by their keys alone, deleted for good."""

from __future__ import annotations

import hashlib
import itertools
import logging
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import AnimeExplorerError, ProfileError, StorageError
from core.profiles import Profile, ProfileStore
from core.profiles.keys import seal, unseal
from tests.core.profiles.databases import NO_LINK, OTHER, PASSWORD, PROFILE, engine, raw_files, run

# --- kept whole ---


def test_a_profile_comes_back_as_it_was_saved(store: ProfileStore):
    token, other = store.create(PROFILE), store.create(OTHER)
    assert (store.load(token), store.load(other)) == (PROFILE, OTHER)
    store.save(token, OTHER)
    assert store.load(token) == OTHER


@given(
    st.builds(
        Profile,
        ratings=st.dictionaries(st.integers(1, 2**31 - 1), st.floats(1, 10)),
        not_seen=st.frozensets(st.integers(1, 2**31 - 1)),
        seen=st.frozensets(st.integers(1, 2**31 - 1)),
        liked_genres=st.frozensets(st.text()),
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_profile_survives_either_database(store: ProfileStore, profile: Profile):
    assert store.load(store.create(profile)) == profile


def test_another_server_finds_the_profile(url: str):
    token = ProfileStore(url).create(PROFILE)
    assert ProfileStore(url).load(f" {token}\n") == PROFILE


# --- found by its link alone ---


@pytest.mark.parametrize("use", ["load", "save", "delete", "renew", "share", "unshare"])
def test_a_key_that_opens_nothing_gets_a_sentence(store: ProfileStore, use: str):
    rest = [PROFILE] if use == "save" else []
    links = [NO_LINK, "", "short", "ü" * 32, "a" * 31 + "'", "A" * 10_000, "\0" * 32]

    def all_are_refused() -> None:
        for link in links:
            with pytest.raises(ProfileError, match=r"^(No saved answers belong|This key is incomplete)"):
                getattr(store, use)(link, *rest)

    all_are_refused()
    links.append(store.create(OTHER)[:-1])
    all_are_refused()


def test_links_are_long_random_and_stored_only_as_their_hash(url: str):
    store = ProfileStore(url)
    tokens = {store.create(PROFILE) for _ in range(5)}
    with engine(url).connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM profile")).all()
    assert len(tokens) == 5 and {len(token) for token in tokens} == {24 * 8 / 6}
    assert {row.link_hash for row in rows} == {hashlib.sha256(token.encode()).hexdigest() for token in tokens}
    assert not [token for token in tokens if token in repr(rows)]


def test_neither_logs_nor_errors_nor_reprs_tell_a_link_an_answer_or_a_password(
    url: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    store = ProfileStore(url)
    token = store.create(PROFILE)
    told = [repr(store), repr(vars(store)["_database"])]

    def provoke(action: Callable[[], object]) -> None:
        try:
            action()
        except AnimeExplorerError as error:
            told.extend([repr(error), *traceback.format_exception(error)])
            told.extend([repr(error.__context__), *traceback.format_exception(error.__context__ or error)])

    run(url, "ALTER TABLE profile RENAME TO gone")
    for action in (store.load, store.delete, lambda token: store.save(token, PROFILE), lambda _: store.create(PROFILE)):
        provoke(lambda action=action: action(token))
    run(url, "ALTER TABLE gone RENAME TO profile")
    read_key = store.share(token)
    store.delete(token)
    provoke(lambda: store.load(token))
    provoke(lambda: store.shared(read_key))
    provoke(lambda: store.load(token[:-1]))
    told.extend(record.getMessage() for record in caplog.records)
    assert len(told) > 20
    secret = [
        token,
        token[:-1],
        read_key,
        hashlib.sha256(read_key.encode()).hexdigest(),
        hashlib.sha256(token.encode()).hexdigest(),
        "Mystery",
        "7.5",
        PASSWORD,
    ]
    assert not [word for word in secret if word in "\n".join(told)]


# --- shared to be read, and nothing else ---


def test_a_key_that_reads_follows_the_profile_and_can_do_nothing_but_read(store: ProfileStore):
    key = store.create(PROFILE)
    read_key = store.share(key)
    assert store.read_key(key) == read_key != key
    assert store.shared(read_key) == PROFILE
    store.save(key, OTHER)
    assert store.shared(read_key) == OTHER
    others = (store.load, store.delete, store.renew, store.share, store.unshare, lambda key: store.save(key, PROFILE))
    for use in others:
        with pytest.raises(ProfileError, match="No saved answers belong"):
            use(read_key)
    with pytest.raises(ProfileError, match="Nothing is shared"):
        store.shared(key)
    assert (store.load(key), store.read_key(key)) == (OTHER, read_key)


def test_a_renewed_key_ends_the_old_one_and_leaves_the_other(store: ProfileStore):
    key = store.create(PROFILE)
    read_key = store.share(key)
    renewed = store.renew(key)
    with pytest.raises(ProfileError):
        store.load(key)
    assert store.load(renewed) == store.shared(read_key) == PROFILE
    assert store.read_key(renewed) == read_key
    again = store.share(renewed)
    assert store.shared(again) == PROFILE and again != read_key
    with pytest.raises(ProfileError):
        store.shared(read_key)
    store.unshare(renewed)
    with pytest.raises(ProfileError):
        store.shared(again)
    assert store.read_key(renewed) is None


def test_the_database_opens_neither_key(url: str):
    store = ProfileStore(url)
    key = store.create(PROFILE)
    read_key = store.share(key)
    with engine(url).connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM profile")).one()
    assert not [secret for secret in (key, read_key, read_key.encode().hex()) if secret in repr(row)]
    assert unseal(row.share_sealed, key, row.share_hash) == read_key
    assert bytes.fromhex(row.share_sealed) != bytes.fromhex(seal(store.share(key), key))


# --- deleted for good ---


def test_a_deleted_profile_is_gone_and_does_not_come_back(url: str):
    store = ProfileStore(url)
    token, other = store.create(PROFILE), store.create(OTHER)
    store.delete(token)
    for use in (store.load, store.delete, lambda token: store.save(token, PROFILE)):
        with pytest.raises(ProfileError):
            use(token)
    assert store.load(other) == OTHER
    with engine(url).connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM profile")) == 1


def test_the_files_of_sqlite_hold_nothing_of_a_deleted_profile(new_sqlite: str, every_connection):
    every_connection("PRAGMA secure_delete = OFF")  # as most builds of SQLite start; Debian's starts with ON
    store = ProfileStore(new_sqlite)
    sizes = [0, 3, 300, 900, 20, 2_000, 1, 60]
    links = {}
    for number, size in enumerate(sizes * 3):
        secret = f"secret{number:03d}."
        token = store.create(Profile(dict.fromkeys(range(1, size + 1), 7.25), liked_genres={secret}))
        store.save(token, Profile(dict.fromkeys(range(1, 2 * size + 1), 7.25), liked_genres={secret}))
        links[token] = [secret.encode(), hashlib.sha256(token.encode()).hexdigest().encode()]
    assert all(word in raw_files(new_sqlite) for words in links.values() for word in words)
    for token in [*links][::2] + [*links][1::2]:
        store.delete(token)
        words = links.pop(token)
        assert not [word for word in words if word in raw_files(new_sqlite)]
        assert all(word in raw_files(new_sqlite) for words in links.values() for word in words)
    assert b"7.25" not in raw_files(new_sqlite)


def test_while_another_program_reads_the_person_is_told_that_traces_remain(new_sqlite: str):
    token = ProfileStore(new_sqlite).create(PROFILE)
    store = ProfileStore(new_sqlite, timeout_s=0.1)
    with sqlite3.connect(new_sqlite.removeprefix("sqlite:///")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM profile").fetchall()
        with pytest.raises(StorageError, match="is deleted, but another program"):
            store.delete(token)
    reader.close()
    with pytest.raises(ProfileError):
        store.delete(token)
    assert b"Mystery" not in raw_files(new_sqlite)


# --- several at once ---


def test_many_first_saves_at_the_same_moment_make_one_database(url: str):
    together = Barrier(6)

    def first_save(_: int) -> str:
        store = ProfileStore(url)
        together.wait()
        return store.create(PROFILE)

    with ThreadPoolExecutor(6) as pool:
        tokens = list(pool.map(first_save, range(6)))
    assert [ProfileStore(url).load(token) for token in tokens] == [PROFILE] * 6


def test_two_sessions_that_save_at_once_lose_nothing_of_each_other(url: str):
    key = ProfileStore(url).create(Profile())

    def session(first: int) -> None:
        store, mine = ProfileStore(url), Profile()
        for anime_id in range(first, first + 15):
            mine = store.save(key, mine.with_rating(anime_id, 7), since=mine)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(session, (1, 101)))
    assert ProfileStore(url).load(key).ratings == dict.fromkeys([*range(1, 16), *range(101, 116)], 7)


def test_of_two_whole_profiles_saved_at_once_one_wins_whole(url: str):
    token = ProfileStore(url).create(PROFILE)
    versions = [Profile(dict.fromkeys(range(1, 200), rating)) for rating in (2, 9)]

    def session(profile: Profile) -> list[bool]:
        store = ProfileStore(url)
        seen = []
        for _ in range(15):
            store.save(token, profile)
            seen.append(store.load(token) in versions)
        return seen

    with ThreadPoolExecutor(2) as pool:
        assert all(itertools.chain(*pool.map(session, versions)))


SAVE_FOR_EVER = """
import sys
from core.profiles import Profile, ProfileStore
store, token = ProfileStore(sys.argv[1]), sys.argv[2]
while True:
    store.save(token, Profile(dict.fromkeys(range(1, 3000), 9)))
    print("saved", flush=True)
"""


def test_a_server_killed_while_saving_leaves_a_whole_profile(url: str, root: Path):
    token = ProfileStore(url).create(Profile(dict.fromkeys(range(1, 3000), 9)))
    server = subprocess.Popen(
        [sys.executable, "-c", SAVE_FOR_EVER, url, token], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    for _ in range(3):
        assert server.stdout.readline() == "saved\n"
    server.send_signal(signal.SIGKILL)
    server.communicate()
    assert len(ProfileStore(url).load(token).ratings) == 2_999


@pytest.mark.parametrize(
    "document",
    [
        *("", "{", "[]", "null", '{"answers": {"10": 99}}', '{"answers": {"ten": 9}}', '{"answers": {"10": 9}}'),
        '{"answers": {}, "seen": [1e999], "hidden": [], "liked_genres": [], "disliked_genres": []}',
    ],
)
def test_a_damaged_profile_is_named_so(store: ProfileStore, url: str, document: str):
    token = store.create(PROFILE)
    with engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE profile SET document = :document"), {"document": document})
    with pytest.raises(ProfileError, match="damaged"):
        store.load(token)
