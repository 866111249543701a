"""How the pages write a person, a moment, a claim, a page of a list."""
