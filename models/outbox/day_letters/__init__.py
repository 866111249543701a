"""Letters of a day, put into the outbox many in one go."""
