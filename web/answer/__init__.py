"""The pages of an agency: what it owes, a line of it, what it said, its files."""
