"""The office's pages about people: who is let in, and what is held about somebody."""
