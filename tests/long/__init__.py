"""Long trials, each one command that prints its figures; `docs/testing.md` says when to run which."""
