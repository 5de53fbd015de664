"""Every test of the storage runs on both databases."""

from databases import database_kind, database_url, empty_database, storage

__all__ = ["database_kind", "database_url", "empty_database", "storage"]
