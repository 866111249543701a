"""From where on something counts as ill, for `doctor` and for the page of health alike."""

from datetime import timedelta

BACKUP_OLD = timedelta(days=3)
"""How old the last backup may be before the office is told."""
LONGEST_ROUND = timedelta(hours=1)
"""How long a round may take before it counts as one that was stopped: Prefect gives it up then."""
ROUND_LATE = timedelta(hours=26)
"""How long after the last round began the next must have begun: one runs each day at the same hour."""
LETTERS_STUCK = timedelta(hours=24)
"""How long a mail server may put letters off before a machine is told: by then it is no busy hour of the server."""
LITTLE_ROOM, TOO_LITTLE_ROOM = 1_000_000_000, 100_000_000
"""How many free bytes of the disk are little, and too little to go on."""
ASKED_FROM_MONTH = 11
"""From which month on next year's days off ought to be confirmed: letters of January count on them."""
