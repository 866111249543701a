"""A dunning letter in words ("Công văn đôn đốc"): what an agency owes past its date, what the office asks, and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.check_ins.standings import Standing
from plan.library import LoadedPlan
from plan.refs import ref_order, told_ref
from plan.texts.written import format_day, format_figure
from reports.figures import TextTable
from reports.forms.blocks import Grid
from reports.labels import format_count, name_document_first, name_period
from reports.progress import Progress


@dataclass(frozen=True)
class OwedPart:
    """What a letter names of one plan: its check-ins that reached a rung with paper, each with what was said of it before.

    `before` tells by check-in how often the agency was reminded and what was sent (`05 lần, gần nhất 10/7/2023`); `others`
    counts what else of the plan is overdue, on rungs without paper.
    """

    progress: Progress
    loaded: LoadedPlan
    late: Sequence[Standing]
    before: Mapping[int, str]
    others: int = 0


@dataclass(frozen=True)
class PageLink:
    """The agency's own page: the link as it is, for the code alone; its last day (inclusive), and where a new one is asked for."""

    address: str
    last_day: date
    asked_at: str


@dataclass(frozen=True)
class DunningLetter:
    """A dunning letter in words: `about` stands below its number, `asks` are numbered, `closing` ends with `./.`."""

    authority: str
    issuer: str
    about: str
    to: str
    opening: str
    grids: tuple[Grid, ...]
    asking: str
    asks: tuple[str, ...]
    page: tuple[str, ...]
    link: PageLink
    closing: str
    post: str
    copies: tuple[str, ...]


def dunning_letter(
    agency: str, parts: Sequence[OwedPart], on: date, answer_by: date, link: PageLink, contact: str
) -> DunningLetter:
    """Return the letter to an agency (its code) about what it owes, as it stands at the end of `on`.

    `parts` are those of its plans, all of one province; `answer_by` is the last day (inclusive) that the letter sets;
    `contact` says whom to telephone, '' where nobody is set.
    """
    first = parts[0].progress
    register = first.register
    name, office, chairman = (register.name_of(one) for one in (agency, register.office, register.chairman))
    documents = [part.loaded.plan.document for part in parts]
    count = sum(len(part.late) for part in parts)
    others = sum(part.others for part in parts)
    known = f" (sau đây gọi là {documents[0].kind})" if len(parts) == 1 else ""
    # Below the number there is little room: the kind stays on one line.
    kind = documents[0].kind.replace(" ", "\N{NO-BREAK SPACE}")
    about = f"{kind} {documents[0].number}" if documents[0].number else kind
    asks = [
        (
            f"Gửi {format_count(count)} báo cáo nêu trên chậm nhất ngày {format_day(answer_by)}, trên trang báo cáo của {name} "
            f"(mở bằng mã QR dưới đây), hoặc bằng văn bản gửi {office}."
        ),
        "Nêu rõ nguyên nhân chậm báo cáo, trách nhiệm của tập thể, cá nhân liên quan và khó khăn, vướng mắc (nếu có).",
    ]
    if others:
        asks.append(
            f"Gửi {format_count(others)} báo cáo quá hạn khác, được liệt kê trên trang báo cáo của {name}, trong cùng thời hạn."
        )
    talk = f"Cần trao đổi, đề nghị liên hệ {contact}. " if contact else ""
    return DunningLetter(
        authority=f"UBND {register.name}",
        issuer=office.removesuffix(" UBND tỉnh"),
        about=f"V/v đôn đốc báo cáo thực hiện {about}" if len(parts) == 1 else "V/v đôn đốc báo cáo quá hạn",
        to=name,
        opening=(
            f"Thực hiện nhiệm vụ theo dõi, đôn đốc {'; '.join(name_document_first(one) for one in documents)}{known}, "
            f"{office} nhận thấy tính đến ngày {format_day(on)}, {name} còn {format_count(count)} báo cáo đã quá hạn mà chưa gửi, "
            "cụ thể như sau:"
        ),
        grids=tuple(_grid(part, captioned=len(parts) > 1) for part in parts),
        asking=f"{office} đề nghị {name}:",
        asks=tuple(f"{number}. {one}" for number, one in enumerate(asks, start=1)),
        page=(
            f"Trang báo cáo của {name}",
            "Quét mã bằng máy ảnh của điện thoại để mở trang; không cần tài khoản.",
            f"Mã dùng được đến hết ngày {format_day(link.last_day)}, chỉ chuyển cho người được giao báo cáo.",
            f"Không quét được: mở {link.asked_at} để nhận liên kết qua hộp thư đã đăng ký.",
        ),
        link=link,
        closing=(
            f"{talk}Quá thời hạn nêu trên, {office} tổng hợp các cơ quan chưa gửi báo cáo, báo cáo {chairman} xem xét, "
            "chỉ đạo./."
        ),
        post="CHÁNH VĂN PHÒNG" if office.startswith("Văn phòng") else "THỦ TRƯỞNG CƠ QUAN",
        copies=(f"{chairman} (để báo cáo)", *_trackers(agency, parts)),
    )


def _trackers(agency: str, parts: Sequence[OwedPart]) -> tuple[str, ...]:
    """Return who follows up what the letter names, each once: they hear of it, but for the agency and the office themselves."""
    register = parts[0].progress.register
    found = dict.fromkeys(part.loaded.plan.tracker_of(one.scope) for part in parts for one in part.late)
    return tuple(f"{register.name_of(code)} (để theo dõi)" for code in found if code not in (agency, register.office))


def _grid(part: OwedPart, *, captioned: bool) -> Grid:
    progress = part.progress
    rows = tuple(
        (
            f"{told_ref(one.ref)}. {progress.title_of(one.ref)}{_scope(part, one)}",
            name_period(one),
            format_day(one.due_on),
            format_figure(one.days_late),
            part.before.get(one.check_in_id, "chưa nhắc"),
        )
        for one in sorted(part.late, key=lambda one: (-one.days_late, ref_order(one.ref), one.check_in_id))
    )
    header = ("Nhiệm vụ được giao", "Kỳ báo cáo", "Hạn báo cáo", "Số ngày quá hạn", "Đã nhắc")
    caption = part.loaded.plan.document.short if captioned else ""
    return Grid(caption, "", TextTable(header, rows, (3.6, 1.4, 1.35, 0.9, 1.9), words=(0, 1, 2, 4)), numbered=True)


def _scope(part: OwedPart, one: Standing) -> str:
    return f" ({part.loaded.plan.scopes.get(one.scope, one.scope)})" if one.scope else ""
