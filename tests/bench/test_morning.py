"""The morning after a quarter, reckoned: all that comes is done by noon, and more agencies cost more."""

from dataclasses import replace

from bench.simulated.morning import Costs, Country, last_hour, morning


def test_every_letter_leaves_once_and_most_readers_come_in_the_first_hour() -> None:
    country = Country(agencies=4_000)
    minutes = list(morning(country, Costs(letters_a_second=1.0), 2))
    assert round(sum(one.letters for one in minutes)) == 1_200
    assert [one.number for one in minutes if one.letters][-1] == 19
    opened = [one.pages for one in minutes]
    assert sum(opened[:90]) > 0.6 * sum(opened)
    assert sum(opened) < 1_200 * country.open_it


def test_what_does_not_fit_into_a_minute_waits_and_is_done_later() -> None:
    crowd = list(morning(Country(agencies=40_000, lines=250), Costs(), 0.5))
    assert max(one.waits for one in crowd) > 60
    few = list(morning(Country(agencies=117), Costs(), 2))
    assert max(one.waits for one in few) == 0


def test_the_last_hour_grows_with_agencies_and_lines_and_more_processors_shorten_it() -> None:
    country = Country(agencies=20_000, lines=250)
    most, waits = last_hour(country, Costs(), 2)
    assert most > last_hour(replace(country, lines=30), Costs(), 2)[0]
    assert waits > last_hour(country, Costs(), 8)[1]
