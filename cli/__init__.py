"""The door: the commands of dondoc, thin, importing lazily."""
