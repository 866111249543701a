"""What reports tell beside where check-ins stand: people's own words and decisions, as known at a moment."""
