"""What the database stands on: the turns of who writes to it."""
