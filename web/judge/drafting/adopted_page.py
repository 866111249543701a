"""A plan that is followed, as the office reads what comes next: the first letters, addresses and members still missing."""

from dataclasses import dataclass
from datetime import datetime

from models.agencies import name_in_home
from models.check_ins.adoption import Begun
from models.clock import ROUND_AT
from models.drafts.first_asked import FirstAsked, asked_first
from models.outbox.notices import NO_ADDRESS
from notifications.contacts.directory import Directory
from plan.laws.warning_laws import left_to_the_office
from plan.library import LoadedPlan
from plan.texts.written import format_day


@dataclass(frozen=True)
class AdoptedPage:
    """What comes next for a plan: `letters` in sentences, `first` what falls due first where nothing has opened yet, the
    agencies `without` an address, and what the plan has `left` to the office.
    """

    code: str
    subject: str
    document: str
    begins: str
    letters: tuple[str, ...]
    first: FirstAsked | None
    without: tuple[str, ...]
    left: tuple[str, ...]


def read_adopted_page(loaded: LoadedPlan, begun: Begun, directory: Directory, own: str, now: datetime) -> AdoptedPage:
    """Return the page of a plan that a home follows; `own` is the home's own province, `directory` its address book."""
    plan, register = loaded.plan, loaded.register
    first = asked_first(loaded, begun.begins, now)
    on = first.round_on if begun.opened_on is None else now.date()
    without = tuple(
        register.name_of(code)
        for code in first.agencies
        if directory.why_silent(name_in_home(own, plan.province, code), on) == NO_ADDRESS
    )
    return AdoptedPage(
        plan.code,
        plan.document.subject[:1].upper() + plan.document.subject[1:],
        plan.document.short,
        format_day(begun.begins),
        _letters(begun, first),
        first if begun.opened_on is None else None,
        without,
        left_to_the_office(plan, register, loaded.calendar),
    )


def _letters(begun: Begun, first: FirstAsked) -> tuple[str, ...]:
    if begun.opened_on is not None:
        return (f"Phiếu báo cáo đầu tiên đã được mở trong đợt đôn đốc ngày {format_day(begun.opened_on)}.",)
    when = f"{ROUND_AT:%H:%M} ngày {format_day(first.round_on)}"
    if not first.opened:
        return (f"Đợt đôn đốc {when} chưa mở phiếu báo cáo nào; phiếu đầu tiên mở theo các ngày dưới đây.",)
    return (f"Đợt đôn đốc {when} mở {first.opened} phiếu báo cáo và gửi thư cho {first.told} cơ quan.",)
