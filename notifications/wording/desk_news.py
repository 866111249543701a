"""What waits on the desks of those who judge and decide: counted for their weekly letter, one link to the page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.agencies import province_and_code
from models.check_ins.handovers import ownerless_by_province
from models.database import Session
from models.decisions.deciders import acts_for
from models.decisions.extensions import OpenExtension, waiting_extensions
from models.decisions.objections import open_objections
from models.decisions.referrals import referrals
from models.decisions.verdicts import Backlog, backlogs
from models.inbox.unreachable import marked_on, unreachable_now
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, Letter
from models.tables.decisions import Objection
from models.tables.inbox import UnreachableAddress
from notifications.ladder.stages import agency_of
from notifications.links import JUDGE, OFFICE
from notifications.wording.sections import DeskNews
from notifications.wording.subjects import Subject
from plan.errors import FileError, tell_faults
from plan.library import LoadedPlan
from plan.owed import tracker_on
from plan.texts.written import format_day


@dataclass(frozen=True)
class JudgesDesk:
    """An agency of a province whose word may be waited for: one that follows up, or the provincial office."""

    province: str
    code: str
    is_office: bool

    @property
    def purpose(self) -> str:
        """The purpose of the link that opens its page."""
        return OFFICE if self.is_office else JUDGE


@dataclass(frozen=True)
class _Matters:
    """Matters of one kind that wait: how many, what they are, and since which day the oldest, None where it is not told."""

    count: int
    words: str
    since: date | None = None

    @property
    def line(self) -> str:
        """The matters as a line of a letter."""
        oldest = f", lâu nhất từ ngày {format_day(self.since)}" if self.since else ""
        return f"{self.count} {self.words}{oldest}"


def desks_of(plans: Mapping[str, LoadedPlan], on: date) -> tuple[JudgesDesk, ...]:
    """Return the desks of the plans' provinces on a day, each once: who follows up a scope, and the provincial office."""
    found: dict[tuple[str, str], JudgesDesk] = {}
    for loaded in plans.values():
        plan, register = loaded.plan, loaded.register
        office = JudgesDesk(register.code, register.office, is_office=True)
        found.setdefault((office.province, office.code), office)
        for scope in ("", *plan.scopes):
            tracker = tracker_on(plan, register, scope, on)
            found.setdefault((register.code, tracker), JudgesDesk(register.code, tracker, is_office=False))
    return tuple(found.values())


@dataclass(frozen=True)
class Waiting:
    """What waits in all provinces, read once for all desks of a day."""

    answers: Mapping[tuple[str, str], Backlog]
    """The answers nobody has judged, by the province and the agency that judges."""
    extensions: Mapping[tuple[str, str], Sequence[OpenExtension]]
    """The later dates that are asked for, by the province and the agency that records what is decided."""
    objections: Sequence[tuple[Objection, CheckIn]]
    ownerless: Mapping[str, int]
    """How much nobody owns, by the province."""
    referred: Sequence[Referral]
    unreachable: Sequence[UnreachableAddress]


def read_waiting(session: Session, plans: Mapping[str, LoadedPlan], on: date) -> Waiting:
    """Return what waits on a day, in as many statements for any number of desks."""
    extensions: dict[tuple[str, str], list[OpenExtension]] = {}
    for one in waiting_extensions(session, plans, on):
        whose = one.check_in.province, acts_for(one.decider, plans[one.check_in.plan])
        extensions.setdefault(whose, []).append(one)
    return Waiting(
        backlogs(session, plans, on),
        extensions,
        open_objections(session),
        ownerless_by_province(session),
        referrals(session, waiting=True),
        list(unreachable_now(session).values()),
    )


@dataclass(frozen=True)
class OfficeMatters:
    """What waits on an office's desk alone.

    `to_call` is how many agencies it is to telephone, `drafts` are the letters that it may release, of all provinces,
    `faults` what is wrong in the address book that it keeps.
    """

    to_call: int = 0
    drafts: Sequence[Letter] = ()
    faults: Sequence[FileError] = ()


def find_desk_news(
    plans: Mapping[str, LoadedPlan],
    desk: JudgesDesk,
    waiting: Waiting,
    link_to: Callable[[str], str],
    *,
    own_province: str,
    office: OfficeMatters | None = None,
) -> DeskNews | None:
    """Return what waits on a desk, or None where nothing does.

    `link_to` gives the link to the desk's page for a purpose, `own_province` is the home's (`models.agencies`), `office`
    what there is besides on the desk of an office.
    """
    faults = office.faults if office else ()
    matters = [*_verdicts(waiting, desk)]
    if office:
        matters.insert(0, _Matters(office.to_call, "cơ quan quá hạn cần gọi điện đôn đốc"))
        matters += [*_office_matters(waiting, office.drafts, desk.province, own_province)]
        matters += [_Matters(len(faults), "lỗi trong danh bạ liên hệ contacts.csv")]
    matters = [kind for kind in matters if kind.count]
    if not matters:
        return None
    lines = tuple(kind.line for kind in matters)
    name = next(p.register for p in plans.values() if p.register.code == desk.province).name_of(desk.code)
    if desk.is_office:
        subject = Subject.OFFICE_DESK.of(count=sum(kind.count for kind in matters))
        return DeskNews(
            "Trang của Văn phòng UBND tỉnh",
            subject,
            lines,
            link_to(desk.purpose),
            "Mở trang của Văn phòng UBND tỉnh",
            tell_faults(faults),
        )
    subject = Subject.DESK.of(name=name, count=matters[0].count, words=matters[0].words)
    return DeskNews(f"Chờ ý kiến của {name}", subject, lines, link_to(desk.purpose), "Mở trang xác nhận")


def _verdicts(waiting: Waiting, desk: JudgesDesk) -> Iterator[_Matters]:
    answers = waiting.answers.get((desk.province, desk.code))
    yield _Matters(answers.count if answers else 0, "báo cáo chờ xác nhận", answers.since if answers else None)
    asked = waiting.extensions.get((desk.province, desk.code), ())
    first = min((one.extension.asked_on for one in asked), default=None)
    yield _Matters(len(asked), "đề nghị gia hạn chờ quyết định", first)


def _office_matters(waiting: Waiting, drafts: Iterable[Letter], province: str, own_province: str) -> Iterator[_Matters]:
    def is_of(recipient: str) -> bool:
        return province_and_code(own_province, agency_of(recipient))[0] == province

    raised = [objection.raised_on for objection, _ in waiting.objections if objection.province == province]
    yield _Matters(len(raised), "ý kiến «không thuộc nhiệm vụ» chờ quyết định", min(raised, default=None))
    yield _Matters(waiting.ownerless.get(province, 0), "báo cáo chưa có cơ quan tiếp nhận nhiệm vụ")
    referred = [one for one in waiting.referred if one.province == province]
    first = min((one.referred_on for one in referred), default=None)
    yield _Matters(len(referred), "nội dung vượt thẩm quyền chờ ý kiến chỉ đạo", first)
    marked = [one for one in waiting.unreachable if is_of(one.recipient)]
    first = min(map(marked_on, marked), default=None)
    yield _Matters(len(marked), "địa chỉ bị trả lại thư, chờ sửa hoặc xác nhận", first)
    yield _Matters(len([one for one in drafts if is_of(one.recipient)]), "thư trình Chủ tịch UBND tỉnh chờ phát hành")
