"""What an edited plan changed, as sentences for the office."""

from collections.abc import Iterator

from plan.tasks import Plan, Task


def describe_changes(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return what differs between two versions of one plan, a Vietnamese sentence each; nothing for equal plans."""
    return tuple(_changes(before, after))


def _changes(before: Plan, after: Plan) -> Iterator[str]:
    for ref in after.tasks.keys() - before.tasks.keys():
        yield f"Thêm nhiệm vụ {ref}: {after.tasks[ref].title}."
    for ref, task in before.tasks.items():
        if ref not in after.tasks:
            yield f"Bỏ nhiệm vụ {ref}: {task.title}."
        else:
            yield from _task_changes(task, after.tasks[ref])
    parts = {
        "document": "thông tin văn bản", "starts": "ngày bắt đầu", "ends": "ngày kết thúc", "opens": "số ngày mở trước hạn",
        "remind": "ngày nhắc", "ladder": "bậc đôn đốc", "trackers": "cơ quan theo dõi", "targets": "mục tiêu",
    }  # fmt: skip
    for name, words in parts.items():
        if getattr(before, name) != getattr(after, name):
            yield f"Đổi {words} của kế hoạch."


def _task_changes(before: Task, after: Task) -> Iterator[str]:
    parts = {
        "title": "tên việc", "leads": "cơ quan chủ trì", "coordinating": "cơ quan phối hợp", "cadence": "thời gian, kỳ hạn",
        "product": "sản phẩm", "target": "mục tiêu", "to": "nơi nhận", "through": "cơ quan đầu mối",
        "gathers": "phần tập hợp", "rolls_up": "phần tổng hợp", "outline": "đề cương",
    }  # fmt: skip
    for name, words in parts.items():
        if getattr(before, name) != getattr(after, name):
            yield f"Đổi {words} của nhiệm vụ {after.ref}."
