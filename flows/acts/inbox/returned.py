"""Letters that came back, as the office is told of them, and its word that an address receives letters after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans, post_now
from flows.acts.open_home import OpenHome
from models.audit.acts import Person
from models.inbox.unreachable import confirm_addresses, marked_on, unreachable_now
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, agency_of
from notifications.outbox.due_notices import Post
from plan.texts.written import format_day

_FUNCTIONS = {HEAD_SUFFIX: " (người đứng đầu)", DEPUTY_SUFFIX: " (người báo cáo thay)"}
WAY_OUT = 'Hãy sửa contacts.csv; địa chỉ vẫn dùng được thì xác nhận: dondoc inbox --confirm ĐỊA_CHỈ --by "Họ và tên".'
"""What the office does about an address from which letters come back."""


@dataclass(frozen=True)
class ReturnedLetter:
    """An address from which a letter came back: whose it was, why, and since which day where that is told."""

    recipient: str
    address: str
    reason: str
    since: date | None = None


def returned_now(office: OpenHome) -> list[ReturnedLetter]:
    """Return the addresses to which nothing is sent now, the oldest first."""
    with office.database.read() as session:
        found = unreachable_now(session).values()
        return [ReturnedLetter(one.recipient, one.address, one.reason, marked_on(one)) for one in found]


def tell_returned(post: Post, returned: ReturnedLetter, on: date) -> str:
    """Return what became of letters to an address on a day, in two sentences: why they come back, and the way taken next."""
    name, agency = name_letter(post, returned.recipient), agency_of(returned.recipient)
    since = f" từ ngày {format_day(returned.since)}" if returned.since else ""
    told = f"Thư gửi {name}, địa chỉ {returned.address}, bị trả lại{since}: {returned.reason or 'máy chủ thư không nói lý do'}."
    found = post.directory.find(returned.recipient, on) or post.directory.find(agency, on)
    if found is None:
        return f"{told} Không còn đường nào khác tới nơi này: thông báo được giữ lại, hãy gọi điện."
    return f"{told} Thư sau gửi đến {found.address}."


def name_letter(post: Post, recipient: str) -> str:
    """Return whom a recipient of letters is, by name."""
    agency = agency_of(recipient)
    return post.addressee(recipient).name + _FUNCTIONS.get(recipient.removeprefix(agency), "")


def confirm_returned(office: OpenHome, addresses: Sequence[str], now: datetime, *, by: Person) -> None:
    """Record that the office says that addresses receive letters after all. Raise as `models.inbox.unreachable`."""
    own = own_province(known_plans(office))
    with office.database.write() as session:
        confirm_addresses(session, addresses, now, by=by, own_province=own)


def tell_returned_now(office: OpenHome, on: date) -> list[str]:
    """Return what is to be said of the addresses to which nothing is sent now, one for each."""
    found = returned_now(office)
    post = post_now(office) if found else None
    return [tell_returned(post, one, on) for one in found if post]
