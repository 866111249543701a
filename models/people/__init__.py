"""Deputies, and how often a recipient's links were revoked."""
