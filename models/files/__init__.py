"""What a file is, looked at apart and within bounds; and the name under which it is kept and given out again."""
