"""The commands that tell how chasing works."""
