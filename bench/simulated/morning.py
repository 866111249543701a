"""The morning after a quarter's last day, minute by minute: `python -m bench.simulated.morning` (`--cores 2`, `--late 0.3`).

A queue of processor seconds, nothing random: the letters of the 07:30 round leave one after the other, a part of their
readers open the page, more of them at first than later, and send their lines some minutes afterwards. What does not fit
into a minute waits for the next. Printed is where the load goes and how long the last reader of each hour waits, for one
home that serves a whole country and for one that serves a province. Costs are those of docs/performance.md; give others
by the options.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

PROVINCES, COMMUNES, OFFICES = 34, 3_321, 20
"""Provinces and communes of the country (from 1 July 2025), and how many sở and others each province has beside them."""
MINUTES = 270
"""From 07:30 to noon."""
MEASURED_LINES = 13
"""How many lines a post had when its cost was measured."""
LAST_HOUR, WAIT_FOR_LAST_HOUR = 60, 0.5
"""The minutes before the last day ends, and which part of the agencies waits for them, more of them each minute."""


@dataclass(frozen=True)
class Country:
    """How many agencies a home serves, how many lines each owes a quarter, and what they do on the morning.

    `late` of them have not answered by the last day and get a letter; `open_it` of these open its page in the morning, half
    of those who still will within each `half_life` minutes. `watchers` look at a board every five minutes.
    """

    agencies: int
    lines: int = 30
    late: float = 0.3
    open_it: float = 0.7
    half_life: float = 45.0
    think: int = 12
    """Minutes between a page and its post."""
    watchers: int = 10


@dataclass(frozen=True)
class Costs:
    """Processor seconds of one piece of work, and how many letters a second leave over one connection."""

    letter: float = 0.015
    page: float = 0.060
    post: float = 0.165
    board: float = 0.050
    check_in: float = 0.0004
    """Of the round, for each check-in of the quarter."""
    letters_a_second: float = 25.0

    def post_of(self, lines: int) -> float:
        """Return what a post of so many lines costs: half of one of `MEASURED_LINES` is the page around them."""
        return self.post * (0.5 + 0.5 * lines / MEASURED_LINES)


@dataclass(frozen=True)
class Minute:
    """One minute: what came in, in processor seconds by kind, and how many seconds of work still wait at its end."""

    number: int
    letters: float
    pages: float
    posts: float
    needed: float
    waits: float


def morning(country: Country, costs: Costs, cores: float) -> Iterator[Minute]:
    """Yield the minutes of a morning; one letter process, and everything on so many processors."""
    to_send = country.agencies * country.late
    reading = waits = 0.0
    opened: list[float] = []
    keep = 0.5 ** (1 / country.half_life)
    round_left = country.agencies * country.lines * costs.check_in
    for number in range(MINUTES):
        begun = min(round_left, 60.0)
        round_left -= begun
        letters = 0.0 if round_left > 0 else min(to_send, costs.letters_a_second * 60)
        to_send -= letters
        reading += letters * country.open_it
        pages = reading * (1 - keep)
        reading -= pages
        opened.append(pages)
        posts = opened[number - country.think] if number >= country.think else 0.0
        looks = country.watchers / 5
        needed = (
            begun
            + letters * costs.letter
            + 2 * pages * costs.page
            + posts * costs.post_of(country.lines)
            + looks * costs.board
        )
        waits = max(0.0, waits + needed - 60 * cores)
        yield Minute(number, letters, pages, posts, needed, waits)


def last_hour(country: Country, costs: Costs, cores: float) -> tuple[float, float]:
    """Return how many processors the busiest minute of the last hour before a deadline wants, and how long the last waits.

    The seconds are those that somebody waits for a processor who sends at the end.
    """
    each = 2 * costs.page + costs.post_of(country.lines)
    steps = LAST_HOUR * (LAST_HOUR + 1) / 2
    most = waits = 0.0
    for minute in range(1, LAST_HOUR + 1):
        needed = country.agencies * WAIT_FOR_LAST_HOUR * minute / steps * each
        most, waits = max(most, needed / 60), max(0.0, waits + needed - 60 * cores)
    return most, waits / cores


def _tell(name: str, country: Country, costs: Costs, cores: float) -> None:
    minutes = list(morning(country, costs, cores))
    worst = max(minutes, key=lambda one: one.waits)
    busiest = max(minutes, key=lambda one: one.needed)
    cleared = next((one.number for one in minutes if one.number > worst.number and one.waits == 0), None)
    out = sys.stdout.write
    out(f"{name}: {country.agencies} agencies, {country.agencies * country.lines} check-ins, {cores:g} processors\n")
    out("  minute   letters     pages     posts   processors  waiting (s)\n")
    for one in minutes[:: 30 if len(minutes) > 60 else 5]:
        out(f"  {one.number:>6}  {one.letters:>8.0f}  {one.pages:>8.1f}  {one.posts:>8.1f}")
        out(f"  {one.needed / 60:>10.2f}  {one.waits / cores:>10.1f}\n")
    sent = sum(1 for one in minutes if one.letters)
    out(f"  the letters leave within {sent} minutes; the busiest minute wants {busiest.needed / 60:.2f} processors\n")
    if worst.waits:
        until = f"minute {cleared}" if cleared is not None else "after noon"
        out(f"  the longest wait is {worst.waits / cores:.0f} s, in minute {worst.number}; it is over by {until}\n")
    else:
        out("  nobody waits for a processor\n")
    most, last = last_hour(country, costs, cores)
    out(f"  the last hour before: its busiest minute wants {most:.2f} processors, who sends last waits {last:.0f} s\n")


def main() -> int:
    """Print the morning of a country in one home, with few and with many lines, and of a province in its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulated.morning")
    parser.add_argument("--cores", type=float, default=2.0)
    parser.add_argument("--late", type=float, default=Country.late)
    parser.add_argument("--lines", type=int, default=Country.lines)
    parser.add_argument("--half-life", type=float, default=Country.half_life)
    for name in ("letter", "page", "post", "check_in", "letters_a_second"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(Costs, name))
    given = parser.parse_args()
    costs = Costs(given.letter, given.page, given.post, Costs.board, given.check_in, given.letters_a_second)
    whole = Country(COMMUNES + PROVINCES * OFFICES, given.lines, given.late, half_life=given.half_life, watchers=340)
    _tell("one home for the country", whole, costs, given.cores)
    _tell("the same with plans of 250 lines an agency", replace(whole, lines=250), costs, given.cores)
    one = replace(whole, agencies=COMMUNES // PROVINCES + OFFICES, watchers=10)
    _tell("a home for a province", one, costs, given.cores)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
