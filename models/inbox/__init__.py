"""What came back to the office's mailbox: each mail looked at once, and the addresses from which letters came back."""
