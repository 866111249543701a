"""Where personal data stand: every column of the tables that holds a person's name, address, telephone, or words about him.

`tests/models/people/test_places.py` holds that every column of letters is told here, one way or the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What a column holds of a person."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    TEXT = "text"
    """Words of the program or the office in which he may be named."""


class Whose(StrEnum):
    """Whose person a name in a row is, where no column of the row says it."""

    OFFICE = "(office)"
    """The office's: it recorded what the row says."""
    CHECK_IN = "(check-in)"
    """Of the agency whose check-in it is, or of those who judge it."""
    LET_IN = "(let in)"
    """Of the agency whose person a grant lets in; '' is the office."""
    ACTS = "(acts)"
    """Words of the trail: of the agency for which somebody acted, or the office's."""
    ANYBODY = "(anybody)"
    """It is known by more than a name: an address or a telephone."""


@dataclass(frozen=True)
class Place:
    """One column: what it holds, and `whose` person that is: a column with an agency's code, or a `Whose`.

    `beside` is the column of the same row with an address or telephone of who is named here, '' where there is none: it
    goes with his name.
    """

    table: str
    column: str
    what: What
    whose: str
    beside: str = ""


def _names(table: str, **columns: str) -> tuple[Place, ...]:
    return tuple(Place(table, column, What.NAME, whose) for column, whose in columns.items())


PLACES: tuple[Place, ...] = (
    Place("access_grant", "name", What.NAME, Whose.LET_IN, beside="address"),
    *_names("access_grant", given_by=Whose.OFFICE, ended_by=Whose.OFFICE),
    Place("access_grant", "address", What.ADDRESS, Whose.ANYBODY),
    *_names("act", name="agency", recorder=Whose.OFFICE),
    Place("act", "detail", What.TEXT, Whose.ACTS),
    *_names("answer", answered_by=Whose.CHECK_IN, recorded_by=Whose.OFFICE),
    *_names("cause", recorded_by="judge"),
    *_names("check_in_event", actor=Whose.CHECK_IN),
    *_names("contribution", given_by="agency"),
    Place("deputy", "name", What.NAME, "agency", beside="address"),
    *_names("deputy", named_by="agency"),
    Place("deputy", "address", What.ADDRESS, Whose.ANYBODY),
    *_names("draft", saved_by="agency"),
    *_names("duty_change", actor=Whose.CHECK_IN),
    *_names("evidence", added_by="agency"),
    *_names("explanation", given_by="holder"),
    *_names("extension", asked_by="holder", decided_by="decider"),
    *_names("incident_event", actor=Whose.OFFICE),
    Place("letter", "address", What.ADDRESS, Whose.ANYBODY),
    Place("letter", "subject", What.TEXT, "recipient"),
    Place("letter", "body", What.TEXT, "recipient"),
    *_names("link_epoch", revoked_by=Whose.OFFICE),
    *_names("objection", raised_by="holder", decided_by=Whose.OFFICE),
    *_names("paper_letter", printed_by=Whose.OFFICE, sent_by=Whose.OFFICE),
    *_names("phone_call", called_by=Whose.OFFICE),
    Place("phone_call", "note", What.TEXT, "agency"),
    *_names("promise", told_by="holder"),
    Place("receipt", "handler", What.NAME, "holder", beside="phone"),
    *_names("receipt", told_by="holder"),
    Place("receipt", "phone", What.PHONE, Whose.ANYBODY),
    Place("received_mail", "detail", What.TEXT, Whose.ANYBODY),
    *_names("referral", referred_by="agency"),
    Place("unreachable_address", "address", What.ADDRESS, Whose.ANYBODY),
    *_names("unreachable_address", ended_by=Whose.OFFICE),
    *_names("verdict", judged_by="judge"),
)
"""All of them. What an agency says in its answers is the province's record and stays as it was said."""
TABLE_WORDS: Mapping[str, str] = {
    "access_grant": "Người được cấp quyền",
    "act": "Nhật ký",
    "answer": "Báo cáo đã gửi",
    "cause": "Nguyên nhân khách quan",
    "check_in_event": "Lịch sử phiếu báo cáo",
    "contribution": "Ý kiến phối hợp",
    "deputy": "Người báo cáo thay",
    "draft": "Bản nháp báo cáo",
    "duty_change": "Thay đổi hạn, cơ quan báo cáo",
    "evidence": "Tài liệu minh chứng",
    "explanation": "Giải trình",
    "extension": "Gia hạn",
    "incident_event": "Sự cố",
    "letter": "Thư",
    "link_epoch": "Thu hồi liên kết",
    "objection": "Ý kiến về nhiệm vụ",
    "paper_letter": "Công văn đôn đốc",
    "phone_call": "Cuộc gọi đôn đốc",
    "promise": "Hẹn ngày gửi",
    "receipt": "Đã nhận, người xử lý",
    "received_mail": "Thư đến",
    "referral": "Nội dung vượt thẩm quyền",
    "unreachable_address": "Địa chỉ bị trả lại thư",
    "verdict": "Xác nhận, trả lại",
}
"""What each of these tables is called."""
