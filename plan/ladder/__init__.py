"""The ladder of a plan as values of its own: kept by what was opened with it, and told in words."""
