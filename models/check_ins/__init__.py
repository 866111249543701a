"""What is owed: opened, moved, handed over, and where it stands on a day."""
