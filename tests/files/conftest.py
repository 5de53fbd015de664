"""Files on a real database; those of the store alone need none."""

from databases import database_kind, database_url, storage

__all__ = ["database_kind", "database_url", "storage"]
