"""What we say: the ladder, the wording, the outbox's letters and the channels they leave by."""
