"""What agencies tell by telephone before they answer, as forms of the Prefect UI."""
