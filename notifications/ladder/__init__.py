"""When something is to be said, and to whom: pure rules over days and hours."""
