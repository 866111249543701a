"""A form that the database asks to be taken again: taken again at once, so that nobody has to press the button twice."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from models.database import DatabaseError
from models.database_faults import is_in_doubt, may_pass

PAUSES = (0.05, 0.2, 1.0)
"""How long is waited before each further try, in seconds."""
PATIENCE = 5.0
"""What has taken longer than this until it failed, in seconds, has waited already: it is not tried again."""

Asked = ParamSpec("Asked")
Done = TypeVar("Done")


def tried_again(take: Callable[Asked, Done]) -> Callable[Asked, Done]:
    """Return `take`, called anew where a deadlock, a lock or a lost connection undid all that it did.

    Never after a connection that broke while a transaction was being kept: nobody knows then whether it is. What `take`
    does must add nothing the second time. Raise what the last try raised.
    """

    @wraps(take)
    def try_it(*given: Asked.args, **named: Asked.kwargs) -> Done:
        for pause in PAUSES:
            began = time.monotonic()
            try:
                return take(*given, **named)
            except DatabaseError as error:
                if not may_pass(error) or is_in_doubt(error) or time.monotonic() - began > PATIENCE:
                    raise
            time.sleep(pause)
        return take(*given, **named)

    return try_it
