"""What the office does about mail that came back, and about answers that came by mail."""
