"""What grows over years, ours and Prefect's: by hand, as `docs/testing.md` tells."""
