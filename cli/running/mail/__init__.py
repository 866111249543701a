"""The commands about mail that comes in, and about the ways by which mail leaves."""
