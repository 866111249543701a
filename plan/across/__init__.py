"""What the plans of one home have to do with each other: tasks that several documents give, and titles that are near."""
