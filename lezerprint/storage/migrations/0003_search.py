"""Search in file names, and the indexes for what is asked most."""

from __future__ import annotations

from typing import Any

from peewee import SQL, SqliteDatabase, Table, TextField

# What is indexed must be cut as queries are cut, so this one thing is not frozen: whoever changes it adds a
# step that fills the column anew.
from lezerprint.storage.search import search_words

_INDEXES = (
    ("files_user_id_file_type", "files (user_id, file_type)"),
    ("files_sha256", "files (sha256)"),
    ("sessions_expires_at", "sessions (expires_at)"),
    ("print_jobs_created_at", "print_jobs (created_at)"),
    ("temperature_logs_timestamp", "temperature_logs (timestamp)"),
    ("system_events_timestamp", "system_events (timestamp)"),
    (
        "print_jobs_active",
        "print_jobs (printer_id, status) WHERE status IN ('QUEUED', 'PREPARING', 'PRINTING', 'PAUSED')",
    ),
)

_SQLITE = (
    """
    CREATE VIRTUAL TABLE file_search
    USING fts5(words, file_id UNINDEXED, tokenize = 'ascii', prefix = '2 3')
    """,
    "INSERT INTO file_search (words, file_id) SELECT search_words, id FROM files",
    """
    CREATE TRIGGER file_search_insert AFTER INSERT ON files BEGIN
        INSERT INTO file_search (words, file_id) VALUES (new.search_words, new.id);
    END
    """,
    """
    CREATE TRIGGER file_search_update AFTER UPDATE OF search_words ON files BEGIN
        UPDATE file_search SET words = new.search_words WHERE file_id = old.id;
    END
    """,
    """
    CREATE TRIGGER file_search_delete AFTER DELETE ON files BEGIN
        DELETE FROM file_search WHERE file_id = old.id;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Fill the words, then index."""
    field = TextField(constraints=[SQL("DEFAULT ''")])
    migrator.migrate(migrator.add_column("files", "search_words", field, allow_not_null=True))
    files: Any = Table("files", ("id", "original_name", "search_words")).bind(db)
    for key, name in list(files.select(files.id, files.original_name).tuples()):
        files.update({files.search_words: search_words(name)}).where(files.id == key).execute()
    for name, what in _INDEXES:
        db.execute_sql(f"CREATE INDEX {name} ON {what}")
    on_sqlite = isinstance(db, SqliteDatabase)
    if on_sqlite:
        for statement in _SQLITE:
            db.execute_sql(statement)
    else:
        vector = "array_to_tsvector(string_to_array(search_words, ' '))"
        db.execute_sql(f"CREATE INDEX files_search ON files USING gin ({vector})")


def down(migrator: Any, db: Any) -> None:
    """Take them away."""
    on_sqlite = isinstance(db, SqliteDatabase)
    if on_sqlite:
        for event in ("insert", "update", "delete"):
            db.execute_sql(f"DROP TRIGGER file_search_{event}")
        db.execute_sql("DROP TABLE file_search")
    else:
        db.execute_sql("DROP INDEX files_search")
    for name, _ in _INDEXES:
        db.execute_sql(f"DROP INDEX {name}")
    migrator.migrate(migrator.drop_column("files", "search_words"))
