"""When a task asks for an answer."""
