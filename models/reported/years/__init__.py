"""A year of a plan as it is archived: which check-ins belong to it, whether it is closed, and all that was said of them."""
