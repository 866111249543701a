"""The archive of a year as plain pages that need no program: what stands where, and in which words."""
