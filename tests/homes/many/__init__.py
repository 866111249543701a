"""Several machines in one home, for the tests of what they share."""
