"""Check-ins and lines of work as pandas frames, from which every figure is counted."""
