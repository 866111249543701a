"""How many letters are claimed at once: more of a quick server, fewer of a slow one."""

from notifications.outbox.sending import BATCH, BATCH_SECONDS, MOST_AT_ONCE, next_batch


def test_a_quick_server_gets_batches_twice_as_large_up_to_a_bound() -> None:
    batch, sizes = BATCH, []
    for _ in range(6):
        sizes.append(batch)
        batch = next_batch(batch, BATCH_SECONDS)
    assert sizes == [100, 200, 400, 800, 1600, 1600]
    assert next_batch(MOST_AT_ONCE, 0.1) == MOST_AT_ONCE


def test_a_slow_server_keeps_what_it_can_carry_and_a_slower_one_gets_half() -> None:
    assert next_batch(400, BATCH_SECONDS + 1) == 400
    assert next_batch(400, 3 * BATCH_SECONDS + 1) == 200
    assert next_batch(BATCH, 600) == BATCH
