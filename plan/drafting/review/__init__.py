"""The review of a draft: what waits for a decision in its files, what may be answered, and the answers written into them."""
