"""Filling the outbox with notices, gathering them into letters, sending these."""
