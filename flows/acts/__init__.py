"""What the office does in a home, as plain functions behind commands, forms and runs; none imports Prefect."""
