"""Several letters to one address as one message: what each is about, then each as it would have come alone."""

from collections.abc import Sequence

from notifications.channels.mail_message import escape_markdown

_RULE = "\n---\n\n"
_MOST_NAMED = 2
"""How many letters a subject names; of more it counts the rest."""


def join_subjects(subjects: Sequence[str]) -> str:
    """Return the subject of several letters as one: the first whole, of the others whom and how many."""
    first, *others = subjects
    named = [subject.partition("] ")[2] or subject for subject in others]
    if len(subjects) > _MOST_NAMED:
        return f"{first}; và {len(others)} nội dung khác"
    return "; ".join([first, *named])


def join_bodies(subjects: Sequence[str], bodies: Sequence[str]) -> str:
    """Return the bodies of several letters as one, in Markdown, each behind a rule under what they all are about."""
    listed = "".join(f"{number}. {escape_markdown(subject)}\n" for number, subject in enumerate(subjects, 1))
    head = f"Thư hôm nay gồm {len(subjects)} phần, vì địa chỉ này nhận thư của {len(subjects)} nơi:\n\n{listed}"
    return _RULE.join([head, *bodies])
