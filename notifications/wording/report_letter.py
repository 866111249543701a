"""The letter that brings a report: what it is about, its figures in a sentence, and the names of the files with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifications.channels.mail_message import escape_markdown
from notifications.wording.heads import title_of_head
from notifications.wording.letters import Addressee, LetterText, render_letter
from notifications.wording.subjects import Subject

FILE_WORDS = {"docx": "bản Word", "xlsx": "số liệu, Excel", "pdf": "bản PDF"}
"""What each kind of file that goes out is called."""


@dataclass(frozen=True)
class ReportNews:
    """What a letter tells of a report: its title, of which document in short, its span in words ('' for none) and its day.

    `headline` are its figures in a sentence, `asked` how many matters it puts to the Chairman, `files` the names of what
    goes with the letter.
    """

    title: str
    document: str
    span: str
    told_on: date
    headline: str
    asked: int
    files: Sequence[str]


def write_report_letter(to: Addressee, news: ReportNews, board: str, on: date, *, trial: bool) -> LetterText:
    """Return the letter that brings a report to an agency or the Chairman; `board` is a link to the board, '' for none."""
    is_chairman = to.agency == to.register.chairman
    body = render_letter(
        "report.md.j2",
        name="Đồng chí Chủ tịch UBND tỉnh" if is_chairman else escape_markdown(title_of_head(to.name, to.post)),
        office=escape_markdown(to.register.name_of(to.register.office)),
        title=escape_markdown(news.title),
        span=escape_markdown(news.span),
        told_on=news.told_on,
        headline=escape_markdown(news.headline),
        asked=news.asked if is_chairman else 0,
        files=[(escape_markdown(name), FILE_WORDS.get(name.rpartition(".")[2], "")) for name in news.files],
        board=board,
        trial=trial,
        on=on,
    )
    span = news.span or "theo yêu cầu"
    return LetterText(Subject.REPORT.of(name=news.document, words=span), body)
