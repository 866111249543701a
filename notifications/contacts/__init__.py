"""Who receives what is said: the office's address book."""
