"""What happened: the tables, their migrations, and the only SQL."""
