"""Both databases find the same files, whatever the names and whatever is typed."""

from __future__ import annotations

from contextlib import ExitStack, closing

import pytest
from databases import KINDS, database
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rows import a_file, a_user

from lezerprint.storage.database import Storage
from lezerprint.storage.models import File
from lezerprint.storage.search import search_words, words_of

NAMES = [
    "benchy_v2.stl",
    "3DBenchy (final-FINAL).gcode",
    "Größe Ärmel.obj",
    "Кот.stl",
    "猫 cat.3mf",
    'O\'Brien "quoted".stl',
    "1e5-2.50mm.stl",
    "a.b@c.de http://x.y/z?q=1",
    "___.stl",
]


def found(query):
    return sorted(file.original_name for file in File.select().where(File.matching(query)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("benchy", ["benchy_v2.stl"]),
        ("BENCHY", ["benchy_v2.stl"]),
        ("ben", ["benchy_v2.stl"]),
        ("v2 benchy", ["benchy_v2.stl"]),
        ("benchy_v2.stl", ["benchy_v2.stl"]),
        ("enchy", []),
        ("benchy v3", []),
        ("grosse armel", ["Größe Ärmel.obj"]),
        ("GRÖSSE", ["Größe Ärmel.obj"]),
        ("кОТ", ["Кот.stl"]),
        ("猫", ["猫 cat.3mf"]),
        ("o'brien", ['O\'Brien "quoted".stl']),
        ("50mm", ["1e5-2.50mm.stl"]),
        ("'", []),
        ("!*&|()<->:", []),
        ("benchy OR кот", []),
        ("NOT benchy", []),
        ("", []),
        ("\x00", []),
        ("benchy\x00v2", ["benchy_v2.stl"]),
        ("x" * 100_000, []),
        ("http " * 10_000, ["a.b@c.de http://x.y/z?q=1"]),
    ],
)
def test_finds(storage, query, names):
    with storage.session():
        user = a_user()
        for name in NAMES:
            a_file(user, name)
        assert found(query) == sorted(names)


def test_a_new_name_is_found_and_the_old_is_not(storage):
    with storage.session():
        file = a_file(a_user(), "boat.stl")
        file.original_name = "ship.stl"
        file.save()
        assert found("ship") == ["ship.stl"]
        assert found("boat") == []
        file.delete_instance()
        assert found("ship") == []


def test_a_condition_goes_with_others(storage):
    with storage.session():
        user, other = a_user("ann"), a_user("bob")
        a_file(user, "boat.stl")
        a_file(other, "boat.gcode")
        query = File.select().where((File.user == other) & File.matching("boat")).order_by(File.created_at)
        assert [file.original_name for file in query] == ["boat.gcode"]
        assert query.count() == 1


def test_the_index_is_used(storage):
    with storage.session():
        user = a_user()
        with storage.transaction():
            for number in range(200):
                a_file(user, f"part {number}.stl")
        sql, parameters = File.select(File.id).where(File.matching("part 77")).sql()
        if storage.kind == "postgresql":
            storage.database.execute_sql("SET enable_seqscan = off")
            plan = storage.database.execute_sql(f"EXPLAIN {sql}", parameters).fetchall()
            assert "files_search" in str(plan)
        else:
            plan = storage.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            assert "file_search VIRTUAL TABLE" in str(plan)
        assert found("part 77") == ["part 77.stl"]


def test_words():
    assert words_of("Ünïcode_V2-final (1).STL") == ["unicode", "v2", "final", "1", "stl"]
    assert words_of("\N{LATIN SMALL LIGATURE FI}le") == ["file"]
    assert search_words("a A a b") == "a b"
    assert len(search_words("w" * 1000)) == 64


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("both")
        yield [stack.enter_context(database(kind, folder)) for kind in KINDS]


NAME = st.lists(
    st.one_of(
        st.sampled_from(
            ["benchy", "v2", "Été", "ß", "İstanbul", "'", '"', "&", "|", "*", ":", "\\", "\x00", "_"]
        ),
        st.text(st.characters(exclude_categories=()), max_size=6),
        st.from_regex(r"[0-9]{1,3}[.e-][0-9]{1,3}[a-z]?", fullmatch=True),
    ),
    max_size=5,
).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(names=st.lists(NAME, min_size=1, max_size=6), queries=st.lists(NAME, min_size=1, max_size=6))
@example(names=["x:*", "AND", "near(a)"], queries=["and", "near", "a:*", "x*", "-x", "^x", "{words}: x"])
@example(names=["१२ ²³ ª K"], queries=["१", "²", "2", "k", "a"])
def test_both_databases_find_the_same(both, names, queries):
    hits = []
    for url in both:
        with closing(Storage(url)) as storage, storage.session():
            File.delete().execute()
            user = File.user.rel_model.get_or_none() or a_user()
            rows = [a_file(user, name).id for name in names]
            hits.append(
                [
                    sorted(rows.index(file.id) for file in File.select(File.id).where(File.matching(query)))
                    for query in (*queries, *names)
                ]
            )
            # A name that has words is found by itself.
            for number, name in enumerate(names):
                assert not words_of(name) or number in hits[-1][len(queries) + number]
    assert hits[0] == hits[1]
