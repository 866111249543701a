"""Made-up homes by seed: provinces, plans and their check-ins with a history, put in by plain SQL."""
