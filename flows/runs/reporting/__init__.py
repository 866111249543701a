"""Reports that go out by mail, asked for in a form of the Prefect UI."""
