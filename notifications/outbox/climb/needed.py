"""What the Chairman is to decide about what is late: whose word is missing, and what was asked of whom. Nothing is guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.database import Session
from models.decisions.deciders import plans_in
from models.decisions.explanations import explanations_of
from models.decisions.extensions import OpenExtension, waiting_extensions
from models.decisions.objections import open_objections
from models.decisions.referrals import referrals
from models.outbox.notices import Chased
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn
from models.tables.decisions import Explanation, Objection
from notifications.outbox.due_notices import Post
from notifications.wording.heads import title_of_head
from plan.parties import PROVINCE, Register
from plan.refs import told_ref
from plan.texts.written import format_day

MOST = 6
"""How many matters of one agency are named before the rest is counted."""


@dataclass(frozen=True)
class _Asked:
    """What was asked about what is late in a province, and waits for somebody's word."""

    extensions: Sequence[OpenExtension]
    referrals: Sequence[Referral]
    objections: Sequence[tuple[Objection, CheckIn]]
    explained: dict[int, list[Explanation]]


def decisions_needed(
    session: Session, post: Post, late: Sequence[Chased], on: date
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what is to be decided about each agency that is late, by its province and code, in words.

    First what only the Chairman decides, then whose word is missing, then what was explained; about the rest, of which the
    agency has asked nothing, its head is to be told to report. The agency's own words are not repeated: letters hold none.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    by_province: dict[str, dict[str, list[Chased]]] = {}
    for one in late:
        by_province.setdefault(one.province, {}).setdefault(one.holder, []).append(one)
    for province, by_holder in by_province.items():
        asked = _Asked(
            waiting_extensions(session, plans_in(post.plans, province), on),
            [one for one in referrals(session, waiting=True) if one.province == province and one.plan in post.plans],
            open_objections(session, province),
            explanations_of(session, [one.id for one in late]),
        )
        for holder, owed in by_holder.items():
            words = list(_words(post, owed, asked, on))
            more = len(words) - MOST
            found[province, holder] = (*words[:MOST], *([f"và {more} việc khác"] if more > 0 else []))
    return found


def _words(post: Post, owed: Sequence[Chased], asked: _Asked, on: date) -> Iterator[str]:
    register, holder = post.plans[owed[0].plan].register, owed[0].holder
    late, settled = {one.id: one for one in owed}, set[int]()
    mine = [one for one in asked.extensions if one.check_in.id in late]
    for one in (one for one in mine if one.by_chairman):
        settled.add(one.check_in.id)
        until, since = format_day(one.extension.asked_until), format_day(one.extension.asked_on)
        yield f"Quyết định gia hạn {told_ref(one.check_in.ref)} đến ngày {until}, cơ quan đề nghị ngày {since}"
    for put in asked.referrals:
        if put.agency == holder and put.to in (register.chairman, PROVINCE):
            yield f"Cho ý kiến về nội dung vượt thẩm quyền ({told_ref(put.ref)}) cơ quan trình ngày {format_day(put.referred_on)}"
    for one in (one for one in mine if not one.by_chairman):
        settled.add(one.check_in.id)
        until, since = format_day(one.extension.asked_until), format_day(one.extension.asked_on)
        decider = register.name_of(one.decider)
        yield f"Yêu cầu {decider} quyết định đề nghị gia hạn {told_ref(one.check_in.ref)} đến ngày {until}, nêu ngày {since}"
    for objection, check_in in asked.objections:
        if check_in.id in late:
            settled.add(check_in.id)
            office, since = register.name_of(register.office), format_day(objection.raised_on)
            yield f"Yêu cầu {office} quyết định ý kiến «không thuộc nhiệm vụ» ({told_ref(check_in.ref)}) nêu ngày {since}"
    yield from _to_report(post, [one for one in owed if one.id not in settled], asked, register, on)


def _to_report(post: Post, rest: Sequence[Chased], asked: _Asked, register: Register, on: date) -> Iterator[str]:
    """Yield what is to be done about what nobody else has to decide first."""
    explained = [one for one in rest if any(said.holder == one.holder for said in asked.explained.get(one.id, ()))]
    if explained:
        yield f"Xem xét giải trình chậm của cơ quan về {len(explained)} báo cáo"
    if rest:
        holder = rest[0].holder
        title = post.directory.post_of_head(post.name(rest[0].province, holder), on)
        head = title_of_head(register.name_of(holder), title)
        silent = "" if explained else "; cơ quan chưa đề nghị hay giải trình gì"
        yield f"Chỉ đạo {head} gửi {len(rest)} báo cáo{silent}"
