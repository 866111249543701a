"""The same deployments on a work pool of Prefect's, for workers on any number of machines."""
