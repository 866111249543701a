"""Who may see and do what: every access there is, in one table that pages, commands and acts ask."""
