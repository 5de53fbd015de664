"""Tests of what reads and writes the database run on both."""

from databases import database_kind, database_url, storage

__all__ = ["database_kind", "database_url", "storage"]
