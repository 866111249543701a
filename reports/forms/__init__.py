"""Reports in words: which blocks a report of each form has, in the order that officials expect."""
