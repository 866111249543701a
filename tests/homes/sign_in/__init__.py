"""A province's sign-in for the tests: a small OpenID provider on this machine's loopback."""
