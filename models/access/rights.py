"""What each access may see and do: one table, which every page and `models.decisions.offered` ask.

An act's own rules (whose check-in it is, in which state) come after it: this table alone opens nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

from models.refusal import RefusedError
from models.tables.decisions import ObjectionKind
from models.tables.people import Access


class Right(StrEnum):
    """What a page shows or takes. `SEE_` rights change nothing."""

    SEE_BOARD = "see-board"
    """Where the plans stand, check-ins, answers and their evidence."""
    SEE_REPORTS = "see-reports"
    """The reports that were made, with their files."""
    SEE_TRAIL = "see-trail"
    """The audit trail: who did what."""
    SEE_VIEWS = "see-views"
    """Who looked at what."""
    REPORT = "report"
    """An agency's own page: what it owes, and all acts of an agency."""
    JUDGE = "judge"
    """The page of those who judge answers."""
    DECIDE = "decide"
    """The office's page: its decisions, releases and settings."""
    LET_IN = "let-in"
    """To give and end access, to export what is held about a person, and to erase it."""


class LineAct(StrEnum):
    """What can be done with one check-in; the value is the name of its form on a page."""

    ANSWER = "answer"
    RECEIVE = "receive"
    """To say that the matter is there, and who deals with it."""
    PROMISE = "promise"
    """To say on which day it will be reported."""
    EXTEND = "extend"
    EXPLAIN = "explain"
    REFER = "refer"
    NOT_OURS = ObjectionKind.NOT_OURS.value
    NO_SYSTEM = ObjectionKind.NO_SYSTEM.value
    JUDGE = "judge"
    """To accept or to return the newest answer."""
    GRANT = "grant"
    UPHOLD = "uphold"
    WAIVE = "waive"
    CAUSE = "cause"
    """To take for objective why it is late."""
    END_CAUSE = "end-cause"


_OF_AGENCIES = frozenset(
    {
        LineAct.ANSWER,
        LineAct.RECEIVE,
        LineAct.PROMISE,
        LineAct.EXTEND,
        LineAct.EXPLAIN,
        LineAct.REFER,
        LineAct.NOT_OURS,
        LineAct.NO_SYSTEM,
    }
)
_OF_JUDGES = frozenset({LineAct.JUDGE, LineAct.GRANT, LineAct.CAUSE, LineAct.END_CAUSE})
_OF_OFFICES = _OF_JUDGES | {LineAct.UPHOLD, LineAct.WAIVE}

_RIGHTS: Mapping[Access, frozenset[Right]] = {
    Access.AGENCY: frozenset({Right.REPORT}),
    Access.DEPUTY: frozenset({Right.REPORT}),
    Access.TRACKER: frozenset({Right.JUDGE, Right.SEE_BOARD}),
    Access.OFFICE: frozenset(Right) - {Right.REPORT, Right.JUDGE},
    Access.CHAIRMAN: frozenset({Right.SEE_BOARD, Right.SEE_REPORTS}),
    Access.VICE_CHAIRMAN: frozenset({Right.SEE_BOARD, Right.SEE_REPORTS}),
    Access.INSPECTOR: frozenset({Right.SEE_BOARD, Right.SEE_REPORTS, Right.SEE_TRAIL, Right.SEE_VIEWS}),
    Access.READER: frozenset({Right.SEE_BOARD}),
}
_ACTS: Mapping[Access, frozenset[LineAct]] = {
    Access.AGENCY: _OF_AGENCIES,
    Access.DEPUTY: _OF_AGENCIES,
    Access.TRACKER: _OF_JUDGES,
    Access.OFFICE: _OF_OFFICES,
}

ACCESS_WORDS: Mapping[Access, str] = {
    Access.AGENCY: "cơ quan báo cáo",
    Access.DEPUTY: "người báo cáo thay",
    Access.TRACKER: "người theo dõi, xác nhận báo cáo",
    Access.OFFICE: "cán bộ Văn phòng UBND tỉnh",
    Access.CHAIRMAN: "Chủ tịch UBND tỉnh",
    Access.VICE_CHAIRMAN: "Phó Chủ tịch UBND tỉnh",
    Access.INSPECTOR: "thanh tra, kiểm tra",
    Access.READER: "người xem bảng theo dõi",
}
"""What an office calls each access."""
GIVEN: Mapping[str, Access] = {
    "van-phong": Access.OFFICE,
    "theo-doi": Access.TRACKER,
    "chu-tich": Access.CHAIRMAN,
    "pho-chu-tich": Access.VICE_CHAIRMAN,
    "thanh-tra": Access.INSPECTOR,
    "xem": Access.READER,
}
"""The accesses that a person can be given, as an office writes them."""


def has_right(access: Access, right: Right) -> bool:
    """Tell whether who comes in as this may see or do what a page shows or takes."""
    return right in _RIGHTS[access]


def guard_right(access: Access, right: Right) -> None:
    """Raise RefusedError, with a sentence, for what an access may not see or do."""
    if not has_right(access, right):
        raise RefusedError(
            f"Liên kết này cấp cho {ACCESS_WORDS[access]}, không mở được trang này; cần xem thì đề nghị Văn phòng UBND tỉnh."
        )


def why_not_act(access: Access, act: LineAct) -> str:
    """Return why who comes in as this may never do an act, in a sentence; '' where the act's own rules decide."""
    acts = _ACTS.get(access, frozenset())
    if act in acts:
        return ""
    who = ACCESS_WORDS[access]
    who = who[0].upper() + who[1:]
    if not acts:
        return f"{who} chỉ xem, không ghi hoặc đổi nội dung nào; cần thay đổi thì đề nghị Văn phòng UBND tỉnh."
    return f"{who} không làm việc này; hãy chuyển đến nơi có thẩm quyền."
