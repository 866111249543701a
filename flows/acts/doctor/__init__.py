"""What the doctor tries and looks at beside the plans and the outbox: servers, addresses, files."""
