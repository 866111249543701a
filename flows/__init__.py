"""When it runs: the round as plain functions, the flows thin around it, and the process tree of `up`."""
