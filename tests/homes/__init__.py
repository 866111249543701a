"""Homes, plans and desks that the tests share."""
