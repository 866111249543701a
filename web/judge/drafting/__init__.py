"""The office's pages of drafted plans: a document taken in, its doubts settled one by one, the plan adopted."""
