"""What an edited plan changed, as sentences for the office."""

from collections.abc import Iterable, Iterator

from plan.parties import Party
from plan.refs import told_ref
from plan.tasks import Plan, Task
from plan.texts.written import format_day
from plan.times.cadence import Cadence

_OF_THE_PLAN = {
    "document": "thông tin văn bản", "starts": "ngày bắt đầu", "ends": "ngày kết thúc", "opens": "số ngày mở trước hạn",
    "remind": "ngày nhắc", "ladder": "nấc đôn đốc", "trial": "phép thử nhắc", "trackers": "cơ quan theo dõi", "scopes": "phạm vi",
    "sections": "tên các mục", "clauses": "danh sách các điểm", "targets": "mục tiêu", "later_targets": "mục tiêu theo văn bản sau",
    "same_as": "các điểm theo nhiệm vụ khác", "no_answer": "các điểm không cần báo cáo", "amendments": "các sửa đổi theo văn bản", "handovers": "các bàn giao riêng",
    "replaced": "văn bản thay thế kế hoạch",
}  # fmt: skip
_OF_A_TASK = {
    "title": "tên việc",
    "leads": "cơ quan chủ trì",
    "coordinating": "cơ quan phối hợp",
    "coordinating_words": "bên phối hợp ghi bằng lời",
    "done_by": "văn bản hoàn thành",
    "no_lead": "lý do chưa có cơ quan chủ trì",
    "cadence": "thời gian, kỳ hạn",
    "product": "sản phẩm",
    "target": "mục tiêu",
    "to": "nơi nhận",
    "through": "cơ quan đầu mối",
    "gathers": "phần tập hợp",
    "rolls_up": "phần tổng hợp",
    "outline": "đề cương",
}
_OF_A_TASK_IN_SHORT = {
    "except_collector": "việc miễn cho cơ quan tổng hợp", "beyond_authority": "nơi quyết định khi vượt thẩm quyền",
    "turns": "lượt chủ trì giao ban", "steps": "các bước báo cáo sự cố", "tell": "nơi được báo ngay khi có sự cố",
}  # fmt: skip


def describe_changes(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return what differs between two versions of one plan, a Vietnamese sentence each; nothing for equal plans.

    New tasks come first, then removed and changed ones, each in the order of the document.
    """
    return tuple(_changes(before, after))


def _changes(before: Plan, after: Plan) -> Iterator[str]:
    for ref, task in after.tasks.items():
        if ref not in before.tasks:
            yield f"Thêm nhiệm vụ {told_ref(ref)}: {task.title}."
    for ref, task in before.tasks.items():
        if ref not in after.tasks:
            yield f"Bỏ nhiệm vụ {told_ref(ref)}: {task.title}."
        else:
            yield from _task_changes(task, after.tasks[ref])
    yield from _dated_changes(before, after)
    for name, words in _OF_THE_PLAN.items():
        old, new = getattr(before, name), getattr(after, name)
        # Where a clause stands in the file is no matter, which clauses there are is.
        if (list(old) != list(new)) if name == "clauses" else old != new:
            yield f"Đổi {words} của kế hoạch."


def _dated_changes(before: Plan, after: Plan) -> Iterator[str]:
    for verb, ones, others in (("Thêm", after, before), ("Bỏ", before, after)):
        for move in ones.handovers:
            if move not in others.handovers and not move.merges_scopes:
                part = "".join(
                    (f" {', '.join(move.refs)}" if move.refs else "", f" ({move.scope})" if move.scope else "")
                )
                heirs = ", ".join(str(heir) for heir in move.heirs) or "chưa có cơ quan tiếp nhận nhiệm vụ"
                yield f"{verb} bàn giao từ ngày {format_day(move.on)}:{part} của {move.source} cho {heirs}, theo {move.act}."
        for amendment in ones.amendments:
            if amendment not in others.amendments:
                merged = (f"{scope} vào {into}" for scope, into in amendment.merged)
                refs = ", ".join((*amendment.changed, *amendment.ended, *amendment.moved_targets, *merged))
                yield f"{verb} sửa đổi từ ngày {format_day(amendment.on)}: {refs}, theo {amendment.by}."


def _task_changes(before: Task, after: Task) -> Iterator[str]:
    for name, words in _OF_A_TASK.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"Đổi {words} của nhiệm vụ {told_ref(after.ref)}: từ {_words(old)} thành {_words(new)}."
    for name, words in _OF_A_TASK_IN_SHORT.items():
        if getattr(before, name) != getattr(after, name):
            yield f"Đổi {words} của nhiệm vụ {told_ref(after.ref)}."


def _words(value: str | Cadence | Iterable[str | Party]) -> str:
    """Return a part of a task as the office reads it, in angle quotes."""
    if isinstance(value, Cadence):
        dues = "; ".join(rhythm.due.words for rhythm in value.rhythms)
        first = f", từ năm {value.first}" if value.first else ""
        return f"«{', '.join(part for part in (value.words, dues + first) if part)}»"
    text = value if isinstance(value, str) else ", ".join(str(item) for item in value)
    return f"«{text}»" if text else "trống"
