"""What is read: progress as values, then as Word, Markdown and charts."""
