"""The subjects of all letters, as they may be written: what a letter is about in brackets, then whom and how many."""

from enum import StrEnum

REHEARSAL = "[Diễn tập] "
"""What stands before the subject of a letter that is only a rehearsal."""


class Subject(StrEnum):
    """A subject with places for names and numbers; `of` fills them."""

    LATE = "[Đôn đốc] {name}: {count} báo cáo quá hạn"
    RETURNED = "[Trả lại] {name}: {count} báo cáo cần bổ sung, hoàn thiện"
    SOON = "[Nhắc việc] {name}: {count} báo cáo đến hạn {day}"
    PROMISED = "[Nhắc việc] {name}: {count} báo cáo hẹn gửi {day}"
    REFUSED = "[Gia hạn] {name}: {count} báo cáo không được gia hạn"
    EXTENDED = "[Gia hạn] {name}: {count} báo cáo được gia hạn"
    DECIDED = "[Ý kiến] {name}: {count} ý kiến đã được xem xét"
    ASKED = "[Thông báo] {name}: {count} báo cáo cần gửi"
    DIGEST = "[Đôn đốc] {agencies} cơ quan có {count} báo cáo quá hạn"
    CHAIRMAN = "[Báo cáo] {agencies} cơ quan có {count} báo cáo quá hạn"
    DESK = "[Xác nhận] {name}: {count} {words}"
    OFFICE_DESK = "[Văn phòng] {count} việc chờ xử lý"
    INCIDENT = "[Sự cố] {name}: {incident}"
    INCIDENT_ASKED = "[Sự cố] {name}: {incident}, phải báo cáo"
    INCIDENT_RETURNED = "[Sự cố] {name}: {incident}, phải báo cáo lại"
    INCIDENT_LATE = "[Sự cố] {name}: {incident}, quá thời hạn báo cáo"
    DEPUTY = "[Báo cáo thay] {name}: xác nhận người báo cáo thay"
    UNSENT = "[Sự cố] Thư khẩn gửi {name} chưa gửi được"
    REPORT = "[Báo cáo] Kết quả thực hiện {name}, {words}"
    ALL_UNSENT = "[Sự cố] Máy chủ thư không nhận, {count} thư khẩn chưa gửi được; hãy gọi điện báo ngay: {name}"
    LINK = "[Liên kết] {name}: liên kết mới"

    def of(self, **values: object) -> str:
        """Return the subject with its places filled."""
        return self.format(**values)


def as_a_request(subject: str) -> str:
    """Return a subject as it is put to a body that is not under the province, which is asked and not urged."""
    return subject.replace("[Đôn đốc]", "[Đề nghị]", 1).replace("[Nhắc việc]", "[Đề nghị]", 1)
