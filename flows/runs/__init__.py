"""The flows, forms and artifacts in the Prefect UI; thin around `flows.acts` and `flows.round`."""
