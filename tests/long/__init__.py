"""Long runs by hand, each one command (docs/testing.md); the suite has a short form of each."""
