"""Which backups stay: of each of the last days, weeks and months the newest."""

from datetime import UTC, datetime, timedelta

from models.backups.rotation import Keeping, kept

NIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
"""01:30 on Friday, 27 November 2026, in Vietnam."""
USUAL = Keeping(days=7, weeks=4, months=12)


def left(nights: int, keeping: Keeping) -> list[str]:
    """Return which backups are left after so many nights, each followed by its clearing away."""
    stay: set[datetime] = set()
    for night in range(nights):
        stay = kept({*stay, NIGHT - timedelta(days=nights - 1 - night)}, keeping)
    return [f"{moment + timedelta(hours=7):%d/%m/%Y}" for moment in sorted(stay)]


def test_after_two_years_there_are_the_last_days_and_the_ends_of_weeks_and_months() -> None:
    assert left(730, USUAL) == [
        *("31/12/2025", "31/01/2026", "28/02/2026", "31/03/2026", "30/04/2026", "31/05/2026"),
        *("30/06/2026", "31/07/2026", "31/08/2026", "30/09/2026", "31/10/2026"),
        *("08/11/2026", "15/11/2026"),
        *("21/11/2026", "22/11/2026", "23/11/2026", "24/11/2026", "25/11/2026", "26/11/2026", "27/11/2026"),
    ]


def test_of_one_day_only_the_newest_stays_and_the_newest_of_all_always_does() -> None:
    morning, noon = NIGHT + timedelta(hours=5), NIGHT + timedelta(hours=9)
    assert kept([NIGHT, noon, morning], USUAL) == {noon}
    assert kept([NIGHT], Keeping(0, 0, 0)) == {NIGHT}


def test_nights_on_which_the_machine_was_off_cost_no_older_backup() -> None:
    old = [NIGHT - timedelta(days=days) for days in range(30, 37)]
    assert kept([*old, NIGHT], Keeping(7, 0, 0)) == {NIGHT, *old[:6]}
