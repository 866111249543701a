"""A home in which every page has something to show: five plans, and of each kind of act at least one."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from flows.acts.ad_hoc import ask_agencies, report_incident
from flows.acts.open_home import OpenHome, load_plans, open_office
from models.answers.content import AnswerDraft
from models.answers.contributions import contribute
from models.answers.drafts import save_draft
from models.answers.evidence import add_evidence, keep_file
from models.answers.record import record_answers
from models.audit.acts import BY_MAIL, BY_TELEPHONE, Person
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ask_extension
from models.decisions.incidents import IncidentReport
from models.decisions.objections import raise_objection
from models.decisions.referrals import Matter, refer
from models.decisions.requests import Asking
from models.decisions.verdicts import Seen, give_back
from models.inbox.unreachable import mark_unreachable
from models.outbox.letters import letters
from models.outbox.paper_letters import PaperItem, keep_printed
from models.people.deputies import Naming, name_deputy
from models.tables.ad_hoc import Asker, Severity
from models.tables.core import CheckIn, LetterState, Result, State
from models.tables.decisions import ObjectionKind
from plan.library import LoadedPlan
from tests.homes.databases.templates import DATABASE, copy_template, put_migrated_file
from tests.homes.offices import CLERK, go_to, morning, round_on
from tests.homes.sample_files import PDF

TAKEN_ON, ACTED_ON, SEEN_ON = date(2024, 5, 13), date(2024, 6, 3), date(2024, 6, 18)
"""The days on which the plans are taken on, people act, and the pages are looked at."""
PLANS = ("bac-giang", "tieu-ban-attt", "tuyen-quang", "lao-cai", "quang-ngai")
NUMBERS = "numbers.json"
"""The file beside the home that keeps which check-in stands for which word."""
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
LAM = Person("Trần Văn Lâm", "Phó Trưởng phòng An ninh mạng", "page")


@dataclass
class Busy:
    """The home, and the check-ins on which something was done, each under a word for it."""

    office: OpenHome
    plans: Mapping[str, LoadedPlan]
    of: dict[str, int]


@contextmanager
def busy_office(folder: Path) -> Iterator[Busy]:
    """Open the home on `SEEN_ON`, after everybody has acted on `ACTED_ON`."""
    copy_template("busy-office", _make, folder)
    with open_office(folder / "home") as office:
        yield Busy(office, load_plans(office), json.loads((folder / NUMBERS).read_text()))


def _make(folder: Path) -> None:
    home = folder / "home"
    put_migrated_file(home / DATABASE)
    (home / "dondoc.toml").write_text(f"plans = {json.dumps(PLANS)}\n", encoding="utf-8")
    with open_office(home, on=TAKEN_ON) as office:
        round_on(office, TAKEN_ON)
        round_on(office, ACTED_ON)
        busy = Busy(office, load_plans(office), {})
        _answer(busy, morning(ACTED_ON))
        _ask_and_object(busy, morning(ACTED_ON))
        _report_elsewhere(busy, morning(ACTED_ON))
        go_to(office, SEEN_ON)
        _explain(busy, morning(SEEN_ON))
        round_on(office, SEEN_ON)
        _print_letter(busy, morning(SEEN_ON))
        _return_letter(busy, morning(SEEN_ON))
    (folder / NUMBERS).write_text(json.dumps(busy.of))


def _print_letter(busy: Busy, now: datetime) -> None:
    """Print a letter on paper about one line, that waits for its number."""
    with busy.office.database.read() as session:
        late = session.exec(select(CheckIn).where(CheckIn.holder == "so-y-te").order_by(col(CheckIn.due_on))).first()
    assert late is not None
    item = PaperItem(late.id, 7, late.due_on)
    with busy.office.database.write() as session:
        keep_printed(session, late.province, late.holder, [item], SEEN_ON + timedelta(days=7), now, by=CLERK)


def lines_of(busy: Busy, agency: str, province: str = "bac-giang", **named: str) -> list[int]:
    """Return the check-ins that an agency still owes, the first due first, of the ref or role named."""
    owed = (
        select(CheckIn)
        .where(CheckIn.province == province, CheckIn.holder == agency, CheckIn.state == State.OPEN)
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    )
    with busy.office.database.read() as session:
        found = [one for one in session.exec(owed) if all(getattr(one, name) == value for name, value in named.items())]
    return [one.id for one in found]


def _answer(busy: Busy, now: datetime) -> None:
    office, plans = busy.office, busy.plans
    first, blocked, returned, drafted, attached, *_ = reversed(lines_of(busy, "so-y-te"))
    [own, *_] = reversed(lines_of(busy, "cong-an-tinh"))
    busy.of |= {"answered": first, "blocked": blocked, "returned": returned, "drafted": drafted, "attached": attached}
    kept = keep_file(office.home.evidence, io.BytesIO(PDF), "Biên bản kiểm tra.pdf")
    done = AnswerDraft(Result.DONE, 100, "Đã tổ chức 02 hội nghị quán triệt, 120 lượt người dự.")
    stuck = AnswerDraft(
        Result.BLOCKED,
        20,
        "Đang rà soát 05 hệ thống.",
        "Thiếu kinh phí thuê đơn vị đánh giá.",
        "Bố trí 200 triệu đồng.",
    )
    going = AnswerDraft(Result.IN_PROGRESS, 40, "Đang làm.")
    with office.database.write() as session:
        add_evidence(session, first, "so-y-te", kept, now, by=HOA, province="bac-giang")
        said = {first: done, blocked: stuck, returned: going}
        record_answers(session, said, "so-y-te", now, now, by=HOA, province="bac-giang")
        add_evidence(session, attached, "so-y-te", kept, now, by=HOA, province="bac-giang")
        record_answers(session, {own: going}, "cong-an-tinh", now, now, by=LAM, province="bac-giang")
        until = plans["bac-giang"].calendar.add_working_days(ACTED_ON, 20)
        seen, reason = Seen(returned, 1), "Chưa nêu số hệ thống đã rà soát; đề nghị bổ sung số liệu và minh chứng."
        give_back(session, plans, seen, "cong-an-tinh", now, by=LAM, province="bac-giang", reason=reason, due_on=until)
        fields = {"result": "in_progress", "text": "Bản nháp: đã làm việc với 03 đơn vị."}
        save_draft(session, drafted, "so-y-te", fields, 0, now, by=HOA, province="bac-giang")


def _ask_and_object(busy: Busy, now: datetime) -> None:
    plans, where = busy.plans, "bac-giang"
    [asked, *_] = reversed(lines_of(busy, "so-tu-phap"))
    [refused, *_] = reversed(lines_of(busy, "so-cong-thuong"))
    no_system = lines_of(busy, "ubnd-huyen-yen-the", ref="II.4.đ") or lines_of(busy, "ubnd-huyen-yen-the", ref="II.4.a")
    busy.of |= {"extended": asked, "objected": refused}
    an = Person("Lê Văn An", "Phó Giám đốc Sở", "page")
    naming = Naming("Phạm Thị Bình", "Chuyên viên", "binh@example.invalid", ACTED_ON, ACTED_ON + timedelta(days=60))
    with busy.office.database.write() as session:
        later, why = ACTED_ON + timedelta(days=60), "Đang chờ kết quả đánh giá của đơn vị tư vấn."
        ask_extension(session, plans, asked, "so-tu-phap", later, why, now, by=an, province=where)
        not_ours, other = ObjectionKind.NOT_OURS, "so-khoa-hoc-va-cong-nghe"
        reason = "Nhiệm vụ này do cơ quan khác chủ trì."
        raise_objection(
            session, plans, refused, "so-cong-thuong", not_ours, reason, now, by=an, province=where, suggested=other
        )
        if no_system:
            kind, why = ObjectionKind.NO_SYSTEM, "Huyện dùng chung hệ thống của tỉnh."
            raise_objection(session, plans, no_system[0], "ubnd-huyen-yen-the", kind, why, now, by=an, province=where)
        name_deputy(session, "so-y-te", naming, now, by=HOA, province=where)


def _report_elsewhere(busy: Busy, now: datetime) -> None:
    office, plans, post = busy.office, busy.plans, Person("Vũ Minh Đức", "Trưởng phòng", "page")
    [quarter, *_] = lines_of(busy, "cong-an-tinh", "tuyen-quang", ref="1.4")
    [host] = lines_of(busy, "cong-an-tinh", "lao-cai", role="host") or lines_of(
        busy, "so-thong-tin-va-truyen-thong", "lao-cai", role="host"
    )
    with office.database.write_alone() as session:
        going = AnswerDraft(Result.IN_PROGRESS, 60, "Đã rà soát 12 hệ thống thông tin.")
        record_answers(session, {quarter: going}, "cong-an-tinh", now, now, by=post, province="tuyen-quang")
        held = session.exec(select(CheckIn).where(CheckIn.id == host)).one()
        parts = (("Ngày họp", "03/6/2024"), ("Địa điểm", "Hội trường Công an tỉnh"), ("Thành phần dự họp", "Hai bên"))
        minutes = AnswerDraft(Result.DONE, None, "Đã họp giao ban.", parts=parts)
        record_answers(session, {host: minutes}, held.holder, now, now, by=post, province="lao-cai")
        matter = "Đề nghị UBND tỉnh bố trí kinh phí giám sát an toàn thông tin tập trung"
        refer(
            session,
            plans["quang-ngai"],
            Matter("so-thong-tin-va-truyen-thong", "2.1", matter),
            now,
            by=Person("Đỗ Văn Tùng", "", BY_TELEPHONE, recorder=CLERK.name),
        )
        on_hand = ("II.1.a", "2024-H1")
        words = "Đã cử 02 cán bộ tham gia tổ công tác."
        contribute(session, plans["bac-giang"], on_hand, "cong-an-tinh", words, now, by=LAM, province="bac-giang")
    asking = Asking(
        ("so-y-te",), date(2024, 7, 5), "Số hệ thống thông tin đang vận hành", "1234/UBND-KGVX", Asker.OFFICE
    )
    ask_agencies(office, asking, now, by=CLERK)
    incident = IncidentReport("cong-an-tinh", now, "Trang thông tin bị thay đổi giao diện", Severity.ORDINARY)
    report_incident(office, incident, now, "tuyen-quang", by=CLERK)


def _return_letter(busy: Busy, now: datetime) -> None:
    with busy.office.database.write() as session:
        letter = next(one for one in letters(session, LetterState.SENT) if one.recipient == "so-tu-phap")
        mark_unreachable(session, letter, letter.address, "550 5.1.1 User unknown", now, own_province="bac-giang")


def _explain(busy: Busy, now: datetime) -> None:
    [late, *_] = lines_of(busy, "so-y-te")
    busy.of["late"] = late
    with busy.office.database.write() as session:
        reason = "Cán bộ đầu mối nghỉ ốm, đang tổng hợp số liệu của 03 đơn vị."
        explain_lateness(session, late, "so-y-te", reason, now, by=HOA, province="bac-giang")
        mai = Person("Vũ Thị Mai <mai@example.invalid>", "", BY_MAIL)
        [answered, *_] = lines_of(busy, "so-tu-phap")
        fields = {"result": "in_progress", "text": "Đã ban hành kế hoạch số 15/KH-STP, đang triển khai ở 05 đơn vị."}
        save_draft(session, answered, "so-tu-phap", fields, 0, now, by=mai, province="bac-giang")
