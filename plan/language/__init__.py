"""Reading plan files, registers and calendars: every wrong place becomes a sentence with its line."""
