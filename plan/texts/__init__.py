"""Texts: how words, days and numbers are written, how people see them, and the marks that may not stand in them."""
