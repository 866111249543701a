"""Filling the outbox with notices, gathering them into letters, sending these.

What becomes of a letter that fails, and how often it is tried, stands with its row: `models/outbox/letters.py`.
"""
