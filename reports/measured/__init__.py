"""Chasing measured: what came of what was said."""
