"""Trials of two ways to chase, pure: how they are drawn, and what their numbers can show."""
