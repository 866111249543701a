"""How what is not ours grows over years: by hand, as `docs/testing.md` tells."""
