"""The schema that the migrations make is the schema that the models mean."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from databases import database
from playhouse.schema_diff import diff_models

from lezerprint.storage.database import Storage
from lezerprint.storage.models import MODELS

# Each database has its own index for search, which the models say nothing of.
SEARCH = "drop index files.files_search"


@pytest.fixture
def schemas(database_kind, tmp_path):
    """By the migrations, and by the models themselves."""
    with database(database_kind, tmp_path) as url, closing(Storage(url)) as storage, storage.session():
        migrated = schema(storage)
        difference = diff_models(storage.database, MODELS)
    with (
        database(database_kind, tmp_path, migrated=False) as url,
        closing(Storage(url)) as storage,
        storage.session(),
    ):
        storage.database.create_tables(MODELS)
        yield difference, migrated, schema(storage)


def schema(storage):
    """What `schema_diff` does not look at: types, nulls, keys, deletion rules, and all that indexes say."""
    tables = {}
    for model in MODELS:
        name = model._meta.table_name
        columns = {
            column.name: (column.full_type, column.null, column.primary_key)
            for column in storage.database.get_columns(name)
        }
        keys = {
            (key.column, key.dest_table, key.dest_column, key.on_delete)
            for key in storage.database.get_foreign_keys(name)
        }
        indexes = {
            index.name: definition(index.sql)
            for index in storage.database.get_indexes(name)
            if not index.name.startswith(("sqlite_autoindex", "files_search"))
            and not index.name.endswith("_pkey")
        }
        tables[name] = (columns, keys, indexes)
    return tables


def definition(sql):
    plain = re.sub(r"IF NOT EXISTS|public\.|[\"()]|::\w+( varying)?(\[\])?", "", sql)
    return " ".join(plain.split())


def test_tables_columns_and_indexes_are_the_same(schemas):
    difference, *_ = schemas
    assert [line for line in str(difference).splitlines() if not line.startswith(SEARCH)] == []


def test_types_nulls_deletion_rules_and_partial_indexes_are_the_same(schemas):
    _, migrated, meant = schemas
    assert migrated.keys() == meant.keys()
    for table, wanted in meant.items():
        assert migrated[table] == wanted, table


def test_the_comparison_sees_what_it_is_for(schemas):
    _, _, meant = schemas
    columns, keys, indexes = meant["print_jobs"]
    assert columns["user_id"][1:] == (False, False)
    assert ("sliced_file_id", "sliced_files", "id", "SET NULL") in keys
    assert "WHERE" in indexes["print_jobs_active"]
    assert {key[3] for _, keys, _ in meant.values() for key in keys} == {"CASCADE", "RESTRICT", "SET NULL"}


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX print_jobs_active",
        "CREATE INDEX tasks_worker ON tasks (worker)",
        "ALTER TABLE users ADD COLUMN nickname TEXT",
        "ALTER TABLE users DROP COLUMN last_login_at",
    ],
)
def test_the_comparison_sees_what_is_not_the_same(database_kind, tmp_path, change):
    with database(database_kind, tmp_path) as url, closing(Storage(url)) as storage, storage.session():
        before = schema(storage)
        storage.database.execute_sql(change)
        assert schema(storage) != before
