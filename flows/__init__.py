"""When it runs: the daily round as plain functions, and Prefect thinly around them."""
