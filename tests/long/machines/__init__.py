"""Several machines in one home, of which one thing after another fails under load: `python -m tests.long.machines`."""
