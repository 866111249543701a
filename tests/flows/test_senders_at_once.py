"""Two rounds and two senders at once: each notice is received once, whoever sent it.

The long form is `python -m tests.long.senders`, with 5,000 notices and four senders.
"""

import pytest

from notifications.outbox import sending
from tests.long.senders import Province, run


@pytest.mark.real
@pytest.mark.postgres
def test_two_rounds_and_two_senders_at_once_tell_two_hundred_notices_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 5)
    found = run(Province(agencies=50, tasks=4), rounds=2, senders=2)
    assert (found["received once"], found["more than once"], found["not owed"], found["letters twice"]) == (
        200,
        0,
        0,
        0,
    )
    assert (found["letters"], found["rows that say otherwise"], found["failed"]) == (50, 0, 0)
    assert sum(count > 0 for count in found["sent by each"]) > 1
