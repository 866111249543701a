"""The tests, flat: one file for each module they speak of."""
