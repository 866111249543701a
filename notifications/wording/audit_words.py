"""What the lines of the audit trail say: every kind of act and every code in the words that the office uses."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.access.rights import ACCESS_WORDS
from models.agencies import province_and_code
from models.audit.acts import BY_COMMAND, BY_MAIL, BY_PAGE, BY_PROGRAM, BY_TELEPHONE
from models.audit.trail import FILE, LINE, VIEW, Entry
from models.check_ins.state_words import OBJECTION_WORDS
from models.tables.people import Access
from notifications.links import ANSWER, BOARD, CALENDAR, CONFIRM, JUDGE, OFFICE, code_in
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day

PAGE_NAMES = {
    ANSWER: "trang báo cáo",
    JUDGE: "trang theo dõi",
    OFFICE: "trang của Văn phòng UBND tỉnh",
    CONFIRM: "trang xác nhận người báo cáo thay",
    BOARD: "bảng theo dõi",
    CALENDAR: "lịch của cơ quan",
}
_OBJECTIONS = {kind.value: words for kind, words in OBJECTION_WORDS.items()}
FUNCTION_NAMES = {"": "", "head": " (người đứng đầu)", "deputy": " (người báo cáo thay)", "calendar": " (lịch)"}
WAY_NAMES = {
    BY_PAGE: "trên trang",
    BY_TELEPHONE: "qua điện thoại",
    BY_MAIL: "bằng thư hồi âm",
    BY_COMMAND: "Văn phòng ghi",
    BY_PROGRAM: "chương trình tự thực hiện",
}
ACCESS_OF_WORD = frozenset(access.value for access in Access)
PROGRAM = "Chương trình"
"""Whose line it is where the program did something by itself."""


def function_words(function: str) -> str:
    """Return who at an agency is meant, in words behind its name; '' for the agency itself."""
    reader = code_in(f"/{function}")
    return f" (người được cấp quyền «{reader}»)" if reader else FUNCTION_NAMES.get(function, "")


@dataclass(frozen=True)
class Names:
    """How a home's agencies, recipients and plans are called."""

    plans: Mapping[str, LoadedPlan]
    own_province: str

    def agency(self, province: str, code: str) -> str:
        """Return the name of an agency or a Chairman of a province, its code where no plan's register knows it."""
        registers = (one.register for one in self.plans.values() if one.register.code == province)
        return next((one.name_of(code) for one in registers if one.knows(code) or one.chairman == code), code)

    def recipient(self, name: str) -> str:
        """Return whom a recipient of letters and links is: `Sở Y tế (người đứng đầu)`."""
        agency, _, function = name.partition("/")
        return self.agency(*province_and_code(self.own_province, agency)) + function_words(function)

    def plan(self, code: str) -> str:
        """Return a plan's document in a few words, its code where the home does not follow it any more."""
        return self.plans[code].plan.document.short if code in self.plans else f"kế hoạch {code}"


_Item = Callable[[Entry, Names], str]
"""Returns what an act's `item` tells, in words; '' for a mere number of a row."""


def _times(entry: Entry, _names: Names) -> str:
    return f"lần {entry.item}"


def _numbered(entry: Entry, _names: Names) -> str:
    number, _, year = entry.item.partition("/")
    return f"số {number} năm {year}" if year else entry.item


def _by_document(entry: Entry, _names: Names) -> str:
    return f"theo {entry.item}" if entry.item else ""


def _of_recipient(entry: Entry, names: Names) -> str:
    return f"của {names.recipient(entry.item)}"


def _recipient(entry: Entry, names: Names) -> str:
    return names.recipient(entry.item)


def _of_plan(entry: Entry, names: Names) -> str:
    return names.plan(entry.item)


def _objection(entry: Entry, _names: Names) -> str:
    kind, _, number = entry.item.partition(" ")
    return f"«{_OBJECTIONS.get(kind, kind)}» lần {number}"


def _person_number(entry: Entry, _names: Names) -> str:
    return f"(người thứ {entry.item})"


def _coded(entry: Entry, _names: Names) -> str:
    return f"mã «{entry.item}»"


def _counted(entry: Entry, _names: Names) -> str:
    return f"({entry.item} dòng)"


def _letter(entry: Entry, names: Names) -> str:
    recipient, _, written = entry.item.partition(" ")
    try:
        day = format_day(date.fromisoformat(written))
    except ValueError:
        return entry.item
    return f"gửi {names.recipient(recipient)}, soạn ngày {day}"


def _drawn(entry: Entry, names: Names) -> str:
    plan, _, rest = entry.item.partition(" ")
    trial, _, side = rest.partition(" ")
    return f"«{trial}» của {names.plan(plan)}, bên {side}"


def _to_agency(entry: Entry, names: Names) -> str:
    agency, _, number = entry.item.partition(" ")
    return f"cho {names.agency(entry.province, agency)}, lần {number}"


def _occurrence(entry: Entry, names: Names) -> str:
    plan, _, rest = entry.item.partition(" ")
    ref, _, period = rest.partition(" ")
    return f"{told_ref(ref)} ({describe_period(period)}, {names.plan(plan)})" if period else entry.item


def _to_address(entry: Entry, _names: Names) -> str:
    return f"đến {entry.item}"


def _put_aside(entry: Entry, _names: Names) -> str:
    return f"phần còn lại để ở thư mục {entry.item}"


def _file(entry: Entry, _names: Names) -> str:
    return f"vào tệp {entry.item}"


def _as_of(entry: Entry, _names: Names) -> str:
    return f"lúc {entry.item}"


def _versions(entry: Entry, _names: Names) -> str:
    before, _, after = entry.item.partition(" ")
    return f"từ phiên bản {before} lên {after}"


def _draft(entry: Entry, _names: Names) -> str:
    return entry.item


def _into(entry: Entry, _names: Names) -> str:
    return f"sang {entry.item}"


def _nothing(_entry: Entry, _names: Names) -> str:
    return ""


KINDS: Mapping[str, tuple[str, _Item]] = {
    "adopt-plan": ("đưa vào theo dõi", _of_plan),
    "take-document": ("soạn dự thảo từ văn bản", _draft),
    "settle-draft": ("quyết định trong dự thảo", _draft),
    "undo-draft": ("hoàn tác trong dự thảo", _draft),
    "drop-draft": ("bỏ dự thảo", _draft),
    "answer": ("gửi báo cáo", _nothing),
    "save": ("lưu nháp", _nothing),
    "evidence": ("thêm tài liệu minh chứng", _nothing),
    "withdraw-evidence": ("rút tài liệu minh chứng", _nothing),
    "receive": ("báo đã nhận", _nothing),
    "promise": ("hẹn ngày gửi báo cáo", _nothing),
    "accept": ("xác nhận báo cáo", _times),
    "return": ("trả lại báo cáo", _times),
    "ask-extension": ("đề nghị gia hạn", _times),
    "decide-extension": ("quyết định đề nghị gia hạn", _times),
    "explain": ("giải trình báo cáo chậm", _times),
    "object": ("nêu ý kiến về nhiệm vụ", _objection),
    "decide-objection": ("quyết định về ý kiến", _objection),
    "end-declaration": ("chấm dứt kê khai", _objection),
    "name-deputy": ("cử người báo cáo thay", _person_number),
    "confirm-deputy": ("xác nhận người báo cáo thay", _person_number),
    "end-deputy": ("thôi cử người báo cáo thay", _person_number),
    "contribute": ("gửi ý kiến phối hợp", _occurrence),
    "refer": ("trình nội dung vượt thẩm quyền", _numbered),
    "decide-referral": ("ghi ý kiến chỉ đạo về nội dung vượt thẩm quyền", _numbered),
    "letter-returned": ("đánh dấu địa chỉ bị trả lại thư", _of_recipient),
    "address-changed": ("bỏ dấu địa chỉ đã thay trong danh bạ", _of_recipient),
    "confirm-address": ("xác nhận địa chỉ vẫn nhận được thư", _of_recipient),
    "release": ("phát hành thư", _letter),
    "draw-trial": ("bốc thăm cho phép thử", _drawn),
    "print-letter": ("in công văn đôn đốc", _times),
    "send-letter": ("ghi công văn đôn đốc đã gửi", _to_agency),
    "retry-letter": ("gửi lại thư", _letter),
    "accept-cause": ("chấp nhận nguyên nhân khách quan", _times),
    "end-cause": ("cho đôn đốc tiếp", _times),
    "apply-ladder": ("áp dụng thang đôn đốc đã sửa", _nothing),
    "call": ("gọi điện đôn đốc", _times),
    "waive": ("miễn báo cáo", _by_document),
    "request": ("ghi yêu cầu đột xuất", _numbered),
    "incident": ("báo sự cố", _numbered),
    "close-incident": ("kết thúc theo dõi sự cố", _numbered),
    "hand-over": ("ghi bàn giao nhiệm vụ", _by_document),
    "move-dates": ("đổi ngày theo lịch làm việc", _by_document),
    "send-link": ("gửi liên kết mới", _of_recipient),
    "show-link": ("in liên kết", _of_recipient),
    "revoke-link": ("thu hồi liên kết", _of_recipient),
    "let-in": ("cấp quyền", _coded),
    "end-access": ("thôi cấp quyền", _coded),
    "export-person": ("xuất dữ liệu cá nhân", _counted),
    "erase-person": ("xóa dữ liệu cá nhân của một người", _counted),
    "erase-again": ("xóa lại người đã xóa trước khi khôi phục", _counted),
    "follow-settings": ("cập nhật người xem theo dondoc.toml", _coded),
    "rotate-keys": ("đổi khóa ký liên kết", _nothing),
    "begin-anew": ("bắt đầu lại từ đầu vì dữ liệu cũ đã mất", _put_aside),
    "back-up": ("sao lưu dữ liệu", _file),
    "archive-year": ("lưu hồ sơ năm", _file),
    "unsaved-upgrade": ("nâng cấp cơ sở dữ liệu không sao lưu", _versions),
    "deploy": ("đặt việc theo lịch vào nhóm máy", _nothing),
    "move-database": ("chuyển cơ sở dữ liệu", _into),
    "restore": ("khôi phục dữ liệu", _as_of),
    "go-live": ("bắt đầu gửi thư", _nothing),
    "back-to-prepared": ("dừng gửi thư, trở lại chuẩn bị", _nothing),
    "rehearse": ("gửi thư diễn tập", _to_address),
    "confirm-gap": ("xác nhận đồng hồ đúng", _nothing),
    "confirm-changes": ("xác nhận bản sửa của", _of_plan),
    "undo-round": ("thu lại đợt đôn đốc", _nothing),
    "adopt": ("tiếp nhận", _of_plan),
    "change-plan": ("tiếp nhận bản đã sửa của", _of_plan),
    "open": ("mở kỳ báo cáo", _of_plan),
    "renew-baseline": ("tính lại hạn báo cáo ban đầu từ ngày bắt đầu gửi thư", _of_plan),
    "carry-out": ("chuyển báo cáo theo bàn giao đã ghi", _of_plan),
    "send-report": ("lập thư gửi báo cáo cho", _recipient),
    "make-report": ("lập báo cáo về", _of_plan),
    "become-late": ("ghi nhận quá hạn", _nothing),
    "forget-handlers": ("xóa tên, điện thoại người xử lý báo cáo đã kết thúc", _nothing),
    "forget-deputies": ("xóa tên, địa chỉ người đã hết thời gian báo cáo thay", _nothing),
}
"""What people call each kind of act, and how its item is told."""


def entry_line(entry: Entry, names: Names) -> str:
    """Return what an entry tells after its moment: whose it is, what was done or seen, and by whom, in one line."""
    whose = names.agency(entry.province, entry.agency) if entry.agency else PROGRAM
    what = _view_words(entry) if entry.kind == VIEW else _act_words(entry, names)
    return f"{whose}{function_words(entry.function)}: {what} [{', '.join(_who(entry))}]"


def viewer_words(entry: Entry, names: Names) -> str:
    """Return who looked at something: the person who was let in under his name, otherwise whose link it was."""
    if entry.name:
        return f"{entry.name} ({entry.post})" if entry.post else entry.name
    whose = names.agency(entry.province, entry.agency) if entry.agency else PROGRAM
    return f"{whose}{function_words(entry.function)}"


def _act_words(entry: Entry, names: Names) -> str:
    kind, item = KINDS.get(entry.kind, (entry.kind, _nothing))
    about = f"{told_ref(entry.ref)} ({describe_period(entry.period)})" if entry.ref else ""
    detail = PAGE_NAMES.get(entry.detail, entry.detail) if entry.kind == "show-link" else entry.detail
    words = " ".join(word for word in (kind, about, item(entry, names)) if word)
    return f"{words}: {detail}" if detail else words


def _view_words(entry: Entry) -> str:
    what = entry.item.partition(" ")[0]
    about = f"{told_ref(entry.ref)} ({describe_period(entry.period)})" if entry.ref else ""
    part = {
        FILE: f"minh chứng «{entry.file}»" if entry.file else "minh chứng",
        LINE: "phiếu báo cáo",
        "agency": "việc chung của cơ quan",
        "calendar": "lịch báo cáo",
        "report": "tệp báo cáo",
        "nhat-ky": "nhật ký",
        "da-xem": "nhật ký xem",
        "bao-cao": "báo cáo đã lập",
        "people": "người được cấp quyền",
        "personal": "trang dữ liệu cá nhân",
        "going-live": "việc bắt đầu gửi thư",
    }.get(what, "")
    seen = " ".join(word for word in ("xem", part, about) if word)
    page = PAGE_NAMES.get(entry.detail, entry.detail)
    return f"{seen}, {page}" if part else f"{seen} {page}"


def _who(entry: Entry) -> Iterable[str]:
    if entry.way != BY_PROGRAM and entry.name:
        yield f"{entry.name} ({entry.post})" if entry.post else entry.name
    yield WAY_NAMES.get(entry.way, entry.way)
    if entry.kind == VIEW and entry.access in ACCESS_OF_WORD:
        yield ACCESS_WORDS[Access(entry.access)]
    if entry.recorder:
        yield f"người ghi: {entry.recorder}"
    if entry.link:
        yield f"liên kết {entry.link}"
