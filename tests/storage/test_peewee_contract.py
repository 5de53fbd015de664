"""What our storage takes for granted of peewee's privates; a release that changes one fails here first."""

from __future__ import annotations

import inspect
from contextlib import closing, contextmanager
from decimal import Decimal

import peewee
import pytest

from lezerprint.storage.connections import _Sqlite
from lezerprint.storage.fields import MoneyField
from lezerprint.storage.models.base import Record


def test_a_new_connection_to_sqlite_goes_through_the_hooks_before_anybody_has_it(tmp_path):
    assert str(inspect.signature(peewee.SqliteDatabase._add_conn_hooks)) == "(self, conn)"
    assert "_add_conn_hooks" in vars(_Sqlite)
    seen = []

    class Database(peewee.SqliteDatabase):
        def _add_conn_hooks(self, conn):
            seen.append((conn, self.is_closed()))
            super()._add_conn_hooks(conn)

    with closing(Database(str(tmp_path / "file"))) as database:
        database.connect()
        assert seen == [(database.connection(), True)]


@pytest.mark.parametrize("cls", [peewee.SqliteDatabase, peewee.PostgresqlDatabase])
def test_the_lock_that_we_replace_guards_only_what_threads_have_each_for_themselves(cls):
    """It is taken to connect and to close, in the calling thread's own state; `dispose` nobody here calls."""
    users = {
        method
        for base in cls.__mro__
        for method, function in vars(base).items()
        if inspect.isfunction(function) and "_lock" in function.__code__.co_names
    }
    assert users == {"__init__", "connect", "close", "dispose"}


def test_the_state_of_a_database_is_each_threads_own(tmp_path):
    assert issubclass(type(peewee.SqliteDatabase(None)._state), peewee._ConnectionLocal)


def test_a_lock_of_ours_is_the_one_that_is_taken(tmp_path):
    taken = []

    @contextmanager
    def lock():
        taken.append("taken")
        yield

    database = peewee.SqliteDatabase(str(tmp_path / "file"))
    for act in (database.connect, database.close):
        database._lock = lock()
        act()
    assert taken == ["taken", "taken"]


class Row(Record):
    amount = MoneyField(null=True, column_name="cost")


def test_a_model_has_its_fields_by_their_names_and_by_those_of_their_columns():
    combined = Row._meta.combined
    assert combined["amount"] is combined["cost"] is Row.amount
    assert set(Row._meta.fields) == {"id", "amount"}


def test_a_row_has_its_values_by_the_names_of_its_fields():
    row = Row(amount=Decimal("1.50"))
    assert row.__data__ == {"id": row.id, "amount": Decimal("1.50")}


def test_a_decimal_field_knows_its_places():
    assert peewee.DecimalField(decimal_places=2)._exp == Decimal("0.01")


def test_rows_are_saved_through_what_we_override():
    assert str(inspect.signature(peewee.Model.save)) == "(self, force_insert=False, only=None)"
    assert "save" in peewee.Model.create.__func__.__code__.co_names
