"""What the program remembers of its own rounds, and how one is taken back."""
