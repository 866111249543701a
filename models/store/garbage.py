"""How often the interpreter looks for garbage in circles: seldom, for what a process loads lives as long as it does."""

import gc

COLLECTED_AFTER = (50_000, 10, 10)
"""After how many new objects it looks, and how often it looks at older ones.

At its own 700 a start spends up to a seventh of its time looking through what it has just loaded, and a round over
100,000 rows, none of which stands in a circle, a fifth.
"""


def look_for_garbage_seldom() -> None:
    """Ask it of the interpreter for this process, before anything large is loaded."""
    gc.set_threshold(*COLLECTED_AFTER)
