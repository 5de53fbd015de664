"""What the design adds: printers, API keys, hashed tokens, and the job journal's columns."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import UTC, datetime
from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    DecimalField,
    DoubleField,
    Field,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SqliteDatabase,
    Table,
    TextField,
    UUIDField,
)
from playhouse.postgres_ext import DateTimeTZField

_DEFAULT_PRINTER = "default"


def up(migrator: Any, db: Any) -> None:
    """Add them; rows that are there get values that are true of them."""
    db.create_tables(_models(db), safe=False)
    _add(migrator, _columns(db))
    _fill_users(db)
    _fill_sessions(migrator, db)
    _fill_jobs(db)
    for table, column in (
        ("users", "username_key"),
        ("users", "password_changed_at"),
        ("sessions", "last_used_at"),
        ("print_jobs", "name"),
        ("print_jobs", "created_at"),
        ("print_jobs", "printer_id"),
    ):
        migrator.migrate(migrator.add_not_null(table, column))
    migrator.migrate(
        migrator.drop_index("users", "users_username"),
        migrator.add_index("users", ("username_key",), unique=True),
        migrator.add_index("print_jobs", ("printer_id",)),
    )


def down(migrator: Any, db: Any) -> None:
    """Take them away; tokens stay hashed, so that every session ends."""
    migrator.migrate(
        migrator.drop_index("print_jobs", "print_jobs_printer_id"),
        migrator.drop_index("users", "users_username_key"),
        migrator.add_index("users", ("username",), unique=True),
    )
    _rename_tokens(migrator, ("token_hash", "token"), ("refresh_token_hash", "refresh_token"))
    # SQLite drops no column that refers to another table: there the table is made anew without it.
    anew = {"legacy": True} if isinstance(db, SqliteDatabase) else {}
    migrator.migrate(migrator.drop_column("print_jobs", "printer_id", **anew))
    for table, fields in _columns(db).items():
        for column in fields:
            if column != "printer_id":
                migrator.migrate(migrator.drop_column(table, column))
    db.drop_tables(_models(db), safe=False)


def _models(db: Any) -> list[type[Model]]:
    class Row(Model):
        id = UUIDField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    class User(Row):
        class Meta:
            table_name = "users"

    class ApiKey(Row):
        user = ForeignKeyField(User, on_delete="CASCADE")
        name = TextField()
        prefix = TextField()
        key_hash = TextField(unique=True)
        role = CharField(32)
        created_at = DateTimeTZField()
        last_used_at = DateTimeTZField(null=True)
        expires_at = DateTimeTZField(null=True)
        revoked_at = DateTimeTZField(null=True)

        class Meta:
            table_name = "api_keys"

    return [_printer(db), ApiKey]


def _printer(db: Any) -> type[Model]:
    class Printer(Model):
        id = UUIDField(primary_key=True)
        name = TextField(unique=True)
        created_at = DateTimeTZField()
        metadata = JSONField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "printers"

    return Printer


def _columns(db: Any) -> dict[str, dict[str, Field[Any]]]:
    printer: Any = _printer(db)

    def filled(field: type[Field[Any]], default: str) -> Field[Any]:
        return field(constraints=[SQL(f"DEFAULT {default}")])

    return {
        "users": {"username_key": TextField(null=True), "password_changed_at": DateTimeTZField(null=True)},
        "sessions": {
            "last_used_at": DateTimeTZField(null=True),
            "ip_address": TextField(null=True),
            "user_agent": TextField(null=True),
            "revoked_at": DateTimeTZField(null=True),
        },
        "files": {
            "folder": filled(TextField, "''"),
            "sha256": filled(TextField, "''"),
            "processed_at": DateTimeTZField(null=True),
        },
        "sliced_files": {
            "sha256": filled(TextField, "''"),
            "file_size": filled(BigIntegerField, "0"),
            "cost": DecimalField(10, 2, null=True),
            "layer_count": IntegerField(null=True),
        },
        "print_jobs": {
            "printer_id": ForeignKeyField(
                printer, field=printer.id, null=True, on_delete="RESTRICT", index=False
            ),
            "name": TextField(null=True),
            "created_at": DateTimeTZField(null=True),
            "is_public": filled(BooleanField, "FALSE"),
            "queue_position": IntegerField(null=True),
            "spool_sha256": TextField(null=True),
            "lines_total": IntegerField(null=True),
            "lines_acknowledged": filled(IntegerField, "0"),
            "lines_executed": filled(IntegerField, "0"),
            "bytes_acknowledged": filled(BigIntegerField, "0"),
            "layers_total": IntegerField(null=True),
            "layer": IntegerField(null=True),
            "height_mm": DoubleField(null=True),
            "port_epoch": BigIntegerField(null=True),
            "failure_reason": CharField(32, null=True),
            "paused_seconds": filled(DoubleField, "0"),
            "settings": filled(JSONField, "'{}'"),
        },
    }


def _add(migrator: Any, columns: dict[str, dict[str, Field[Any]]]) -> None:
    for table, fields in columns.items():
        for column, field in fields.items():
            migrator.migrate(migrator.add_column(table, column, field, allow_not_null=True))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _fill_users(db: Any) -> None:
    users: Any = Table(
        "users", ("id", "email", "username", "username_key", "password_changed_at", "created_at")
    )
    users = users.bind(db)
    for row in list(users.select(users.id, users.email, users.username).tuples()):
        key, email, name = row
        users.update(
            {
                users.email: _folded(email),
                users.username_key: _folded(name),
                users.password_changed_at: users.created_at,
            }
        ).where(users.id == key).execute()


def _rename_tokens(migrator: Any, *names: tuple[str, str]) -> None:
    for old, new in names:
        migrator.migrate(
            migrator.drop_index("sessions", f"sessions_{old}"),
            migrator.rename_column("sessions", old, new),
            migrator.add_index("sessions", (new,), unique=True),
        )


def _fill_sessions(migrator: Any, db: Any) -> None:
    _rename_tokens(migrator, ("token", "token_hash"), ("refresh_token", "refresh_token_hash"))
    sessions: Any = Table(
        "sessions", ("id", "token_hash", "refresh_token_hash", "last_used_at", "created_at")
    )
    sessions = sessions.bind(db)
    rows = sessions.select(sessions.id, sessions.token_hash, sessions.refresh_token_hash).tuples()
    for key, token, refresh_token in list(rows):
        sessions.update(
            {
                sessions.token_hash: hashlib.sha256(token.encode()).hexdigest(),
                sessions.refresh_token_hash: hashlib.sha256(refresh_token.encode()).hexdigest(),
                sessions.last_used_at: sessions.created_at,
            }
        ).where(sessions.id == key).execute()


def _fill_jobs(db: Any) -> None:
    """Until now there was one printer, which had no name."""
    if db.execute_sql("SELECT 1 FROM print_jobs LIMIT 1").fetchone() is None:
        return
    now = datetime.now(UTC).isoformat(" ", "microseconds")
    printer, mark = uuid.uuid4().hex, db.param
    db.execute_sql(
        f"INSERT INTO printers (id, name, created_at, metadata) VALUES ({mark}, {mark}, {mark}, '{{}}')",  # noqa: S608 - the marks of parameters
        (printer, _DEFAULT_PRINTER, now),
    )
    db.execute_sql(
        f"UPDATE print_jobs SET printer_id = {mark}, created_at = COALESCE(started_at, {mark}),"  # noqa: S608 - the same
        " name = (SELECT original_name FROM files WHERE files.id = print_jobs.file_id)",
        (printer, now),
    )
