"""Loads that no machine here can make, reckoned from what one piece of work was measured to cost (docs/scale.md)."""
