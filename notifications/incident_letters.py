"""The words of letters about incidents: number, agency, moment and clocks; what happened stays on the page."""

from dataclasses import dataclass
from datetime import date

from models.ad_hoc_tables import SEVERITY_WORDS, Incident
from models.incidents import Clock, describe_due, describe_moment
from notifications.mail_message import escape_markdown
from notifications.wording import LetterText, name_documents, render_letter
from plan.library import LoadedPlan


@dataclass(frozen=True)
class IncidentNews:
    """What a letter is about: an incident, and the clocks of its reports, each with whether it has run out."""

    incident: Incident
    clocks: tuple[tuple[Clock, bool], ...]
    loaded: LoadedPlan
    on: date
    trial: bool

    @property
    def name(self) -> str:
        """The incident as people name it: `sự cố số 1 năm 2024`."""
        return f"sự cố số {self.incident.number} năm {self.incident.year}"

    @property
    def agency(self) -> str:
        """The name of the agency that was hit."""
        return self.loaded.register.name_of(self.incident.agency)


def write_told_letter(recipient: str, news: IncidentNews) -> LetterText:
    """Return the letter to those whom the document has told of an incident at once."""
    return LetterText(f"[Sự cố] {news.agency}: {news.name}", _body(recipient, news, kind="told"))


def write_own_letter(agency: str, news: IncidentNews, link: str, *, to_head: bool) -> LetterText:
    """Return the letter to the agency that owes the reports, with the link to its page; `to_head` addresses its head."""
    late = any(is_late for _, is_late in news.clocks)
    subject = f"[Sự cố] {news.agency}: {news.name}, {'quá thời hạn báo cáo' if late else 'phải báo cáo'}"
    return LetterText(subject, _body(agency, news, kind="own", link=link, to_head=to_head))


def write_report_letter(recipient: str, news: IncidentNews) -> LetterText:
    """Return the letter to those above the agency: which reports are late."""
    return LetterText(f"[Sự cố] {news.agency}: {news.name}, quá thời hạn báo cáo", _body(recipient, news, kind="above"))


def _body(recipient: str, news: IncidentNews, *, kind: str, link: str = "", to_head: bool = False) -> str:
    incident, register = news.incident, news.loaded.register
    return render_letter(
        "incident.md.j2",
        kind=kind,
        name=escape_markdown(register.name_of(recipient)),
        to_head=to_head,
        incident=news.name,
        agency=escape_markdown(news.agency),
        detected=describe_moment(incident.detected_at),
        severity=SEVERITY_WORDS[incident.severity],
        document=name_documents([news.loaded])[0],
        ref=incident.ref,
        reports=[
            {"title": escape_markdown(clock.step.title), "due": describe_due(clock.check_in), "late": is_late}
            for clock, is_late in news.clocks
        ],
        link=link,
        trial=news.trial,
    )
