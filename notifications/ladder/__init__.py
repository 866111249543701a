"""When something is to be said, and to whom: pure rules. The days of a plan's rungs stand in its file (`office: ladder:`)."""
