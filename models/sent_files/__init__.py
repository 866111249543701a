"""What a file that somebody sent is, looked at apart and within bounds; and the name under which it is kept and given out again."""
