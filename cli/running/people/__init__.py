"""Commands about people: who is let in, what is held about somebody, who looked at what."""
