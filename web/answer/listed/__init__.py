"""The lines of an agency in pages: which of them stand on its page with their forms, and the list of all, old ones by year."""
