"""Commands that run and watch a home."""
