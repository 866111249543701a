"""Texts as people see them, and the marks that may not stand in them."""
