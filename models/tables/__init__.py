"""The tables, each row under a key that the database holds unique."""
