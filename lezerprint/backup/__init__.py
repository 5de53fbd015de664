"""Backup and restore of the database and of the users' files, in one archive.

contents.py    which folders belong to a backup, and the manifest
database.py    a copy of the database, and back
archive.py     writing one, whole or not at all, and removing old ones
restoring.py   reading one: all is checked before anything is touched
swap.py        putting files in place of others, which can be rolled back
lock.py        who uses a data directory
"""
