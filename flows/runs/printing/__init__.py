"""What the office prints by a form of the Prefect UI."""
