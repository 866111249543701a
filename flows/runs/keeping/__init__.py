"""Flows that keep the home."""
