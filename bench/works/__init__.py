"""The pieces of work that are measured, one module for each row of the goals in docs/performance.md."""
