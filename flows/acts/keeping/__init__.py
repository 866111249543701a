"""Keeping a home: backups, each tried at once, and homes that come out of them."""
