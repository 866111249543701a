"""The flows, forms and artifacts in the Prefect UI; thin around `flows.acts` and `flows.round`."""

from models.store.garbage import look_for_garbage_seldom

# Prefect starts a run as a process of its own, which comes by here before it loads the flow.
look_for_garbage_seldom()
