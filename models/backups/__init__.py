"""Backups: a home as one file, whose rows fit either kind of database."""
