"""What databases stand on: the turns of who writes to the home's, and the file of Prefect's."""
