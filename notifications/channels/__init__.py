"""How a letter is composed and leaves."""
