"""Measurements: what each piece of work costs beside its floor, measured in the same run (docs/performance.md)."""
