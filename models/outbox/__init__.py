"""Notices, the letters that gather them, and what became of each."""
