"""Who is let in to follow up is of an agency that does, in its own province."""

import pytest

from models.people.grants import LetIn, OwnOffice, guard_tracker
from models.refusal import RefusedError
from models.tables.people import Access

OWN = OwnOffice("bac-giang", "van-phong-ubnd-tinh")
TRACKERS = {("bac-giang", "cong-an-tinh"), ("lao-cai", "so-noi-vu")}


def let(agency: str, access: Access = Access.TRACKER) -> LetIn:
    return LetIn("an", access, "Nguyễn Văn An", agency=agency)


@pytest.mark.parametrize("agency", ["so-noi-vu", "lao-cai:cong-an-tinh", ""])
def test_an_agency_that_follows_nothing_up_there_is_refused_with_those_that_do(agency: str) -> None:
    with pytest.raises(RefusedError, match="hãy chọn một trong: cong-an-tinh, lao-cai:so-noi-vu"):
        guard_tracker(let(agency), TRACKERS, OWN)


def test_an_agency_that_follows_up_and_whoever_is_let_in_as_something_else_are_not() -> None:
    guard_tracker(let("lao-cai:so-noi-vu"), TRACKERS, OWN)
    guard_tracker(let("", Access.READER), TRACKERS, OWN)
