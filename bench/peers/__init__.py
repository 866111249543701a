"""The same work as somebody would otherwise build it, on the same rows and in the same run (docs/performance.md)."""
