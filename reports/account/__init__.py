"""What a report tells beyond the counts: the work in people's own words, what hinders it, and what is asked of whom."""
