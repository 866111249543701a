"""Who is let in, what is held about people, and who looked at what: the acts of the office about people."""
