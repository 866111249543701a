"""Where plans stand and the reports of it: measured, written, kept, and held against a later day."""
