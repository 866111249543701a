"""What the desks of those who judge and decide share: the form that was sent, the scene, and what was done today."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.answers.evidence import find_evidence
from models.audit.acts import acts_by_link
from models.clock import in_zone
from models.database import Session
from models.decisions.deciders import judge_of
from models.tables.core import CheckIn
from models.tables.decisions import Act
from plan.library import LoadedPlan
from web.answer.evidence_routes import evidence_response
from web.door.desk import PageHome
from web.door.form_fields import read_fields
from web.door.kept_names import keep_name
from web.door.plan_shelf import PlanShelf
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to
from web.judge.filtering import asked_filter
from web.judge.judge_page import VERDICTS, JudgeContext, RefusedForm
from web.words.matters import read_matters
from web.words.words import person_words

DONE_WORDS = {
    "accept": "xác nhận {} báo cáo",
    "return": "trả lại {} báo cáo",
    "decide-extension": "quyết định {} đề nghị gia hạn",
    "decide-objection": "quyết định {} ý kiến về nhiệm vụ",
    "call": "gọi điện {} lần",
    "answer": "ghi {} báo cáo gửi bằng thư",
    "accept-cause": "chấp nhận nguyên nhân khách quan {} báo cáo",
    "end-cause": "đôn đốc tiếp {} báo cáo",
    "waive": "cho miễn {} báo cáo",
    "decide-referral": "ghi ý kiến chỉ đạo {} việc",
    "release": "phát hành {} thư",
    "request": "ghi {} yêu cầu đột xuất",
    "send-letter": "ghi {} công văn đã gửi",
    "end-declaration": "ghi hết hiệu lực {} kê khai",
    "confirm-changes": "xác nhận {} bản sửa kế hoạch",
    "adopt-plan": "đưa {} kế hoạch vào theo dõi",
    "confirm-deputy": "xác nhận {} người báo cáo thay",
    "end-deputy": "kết thúc {} người báo cáo thay",
    "let-in": "cấp quyền cho {} người",
    "end-access": "thôi cấp quyền của {} người",
    "export-person": "xuất dữ liệu cá nhân {} lần",
    "erase-person": "xóa dữ liệu cá nhân của {} người",
    "rehearse": "gửi diễn tập {} lần",
    "go-live": "bắt đầu gửi thư",
    "back-to-prepared": "dừng gửi thư",
}
"""What was done, by the kind of the act, with the place of its number."""
_NUMBER = re.compile("[0-9]{1,9}")
_OF_A_PART, _OF_A_PAGE = re.compile("[a-z]{1,20}"), re.compile("[0-9]{1,5}")


def plans_of(desk: PageHome, province: str, shelf: PlanShelf | None = None) -> dict[str, LoadedPlan]:
    """Return the sound plans of a province that the home follows, by code: as their files say now, or as a shelf has them."""
    shelf = shelf or desk.shelf
    found = {code: shelf.plan(code) for code in desk.plans}
    return {code: loaded for code, loaded in found.items() if loaded and loaded.plan.province == province}


def home_plans(desk: PageHome, visit: Visit) -> list[LoadedPlan]:
    """Return the sound plans of every province that the home follows."""
    return [loaded for code in desk.plans if (loaded := visit.shelf.plan(code))]


def scene_of(desk: PageHome, visit: Visit, session: Session, sent: RefusedForm) -> JudgeContext:
    """Return the scene of a visitor's desk."""
    plans = plans_of(desk, visit.visitor.province, visit.shelf)
    return JudgeContext(visit.shelf.own_province(desk.plans), plans, visit.now, read_matters(session), sent)


def read_sealed_form(desk: PageHome, visit: Visit, body: bytes) -> dict[str, str]:
    """Return the fields of a form of ours behind this link. Raise RequestRefusedError for any other."""
    try:
        fields = read_fields(body)
    except ValueError:
        raise unreadable_form() from None
    desk.guard_sealed(visit.visitor.token, fields)
    return fields


def asked_page(request: Request, part: str) -> str:
    """Return which page of a list the address asks for (`phan`, `trang`); where it names no part, the first is meant."""
    named = request.query_params.get("phan", VERDICTS)
    return request.query_params.get("trang", "") if named == part else ""


def asked_query(request: Request) -> str:
    """Return what the address asks for, where a page of ours could have asked it, to lead back to; else ''."""
    part, page = request.query_params.get("phan", VERDICTS), request.query_params.get("trang", "")
    ours = _OF_A_PART.fullmatch(part) and _OF_A_PAGE.fullmatch(page)
    return "&".join(filter(None, (asked_filter(request).query, f"phan={part}&trang={page}" if ours else "")))


def lead_back(desk: PageHome, visit: Visit, request: Request, fields: Mapping[str, str]) -> Response:
    """Return the answer to a form that was recorded: the way back to the page that it stood on."""
    query = asked_query(request)
    back = back_to(f"{visit.visitor.token}?{query}" if query else visit.visitor.token)
    return keep_name(desk, visit.visitor, visit.kept, fields, back)


def judged_evidence(desk: PageHome, visit: Visit, evidence: str) -> Response:
    """Return a file that went out with an answer which the visitor's agency judges. Raise HTTPException 404 for others.

    A file that still waits for its answer is the agency's own.
    """
    number = int(evidence) if _NUMBER.fullmatch(evidence) else 0
    with desk.database.read() as session:
        found = find_evidence(session, number)
    if found is None or not found[0].version:
        raise HTTPException(404)
    response = evidence_response(desk, number, lambda check_in: _may_judge(desk, visit, check_in))
    desk.note_view(visit.visitor, f"file {number}", visit.now)
    return response


def _may_judge(desk: PageHome, visit: Visit, check_in: CheckIn) -> bool:
    """Tell whether the visitor's agency judges a check-in today."""
    loaded = plans_of(desk, visit.visitor.province, visit.shelf).get(check_in.plan)
    if loaded is None or check_in.province != visit.visitor.province:
        return False
    return judge_of(check_in, loaded, visit.on) == visit.visitor.agency


def read_done(session: Session, visit: Visit) -> str:
    """Return what was done behind the visitor's link today, as it is stored; '' for nothing."""
    acts = acts_by_link(session, visit.visitor.print, visit.on)
    return done_words([act for act in acts if act.kind in DONE_WORDS])


def done_words(acts: Sequence[Act]) -> str:
    """Return acts of one day as a sentence: how many of each kind, and who did the last one, when."""
    if not acts:
        return ""
    counted = Counter(act.kind for act in acts)
    told = ", ".join(words.format(counted[kind]) for kind, words in DONE_WORDS.items() if counted[kind])
    last = max(acts, key=lambda act: (act.done_at, act.id))
    who = person_words(last.name, last.post)
    return f"Hôm nay đã ghi nhận qua liên kết này: {told}; gần nhất lúc {in_zone(last.done_at):%H:%M}, {who}."
