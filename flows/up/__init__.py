"""The process tree of `up`: server, pages and runner, started, watched and ended."""
