"""Commands that keep a home: backups and what comes out of them."""
