"""Figures against a count by hand over years: `python -m tests.long.reported.by_hand` (`--years 6`, `--days 500`, `--seed 3`).

A home of the flagship lives through some years by lot (`tests.homes.lived.busy_year`); on so many days drawn by lot, as known then
and as known at the end, its cells are counted from the raw rows by hand and held against the program's.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from flows.acts.open_home import load_plans, open_office
from models.clock import end_of_day
from reports.frames.reading import read_standings
from tests.homes.lived.busy_year import BEGINS, CODE, live
from tests.homes.lived.by_hand import count_by_hand, lay_out


def main() -> int:
    """Compare, and return 1 where any day differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.long.reported.by_hand")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--seed", type=int, default=3)
    asked = parser.parse_args()
    lot, differ = random.Random(asked.seed), 0  # noqa: S311  no secret
    with tempfile.TemporaryDirectory() as folder:
        live(Path(folder), asked.years, lot)
        with open_office(Path(folder) / "home") as office, office.database.read() as session:
            files, now = lay_out(session, CODE), office.clock.now()
            plan = load_plans(office)[CODE].plan
            for number in range(asked.days):
                on = BEGINS + timedelta(days=lot.randrange(365 * asked.years))
                known_at = now if number % 2 else end_of_day(on)
                counted = Counter(read_standings(session, plan, on, known_at).written("stage"))
                by_hand = count_by_hand(files, on, known_at)
                if counted != by_hand:
                    differ += 1
                    sys.stdout.write(f"{on}, known {known_at}: {dict(counted)}, by hand {dict(by_hand)}\n")
    sys.stdout.write(f"{len(files.check_ins)} check-ins, {asked.days} days, {differ} differ\n")
    return int(differ > 0)


if __name__ == "__main__":
    raise SystemExit(main())
