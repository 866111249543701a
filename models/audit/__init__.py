"""Who did what (`acts` writes it), who looked at what (`views`), and both read in one order of time (`trail`)."""
