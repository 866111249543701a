"""The words of letters about incidents: number, agency, moment and clocks; what happened stays on the page."""

from dataclasses import dataclass
from datetime import date

from models.decisions.incident_clocks import Clock, describe_due
from models.decisions.incidents import describe_moment
from models.tables.ad_hoc import SEVERITY_WORDS, Incident
from models.tables.core import State
from notifications.channels.mail_message import escape_markdown
from notifications.ladder.stages import DEPUTY_SUFFIX
from notifications.wording.letters import Addressee, LetterText, name_documents, render_letter
from notifications.wording.subjects import Subject
from plan.library import LoadedPlan
from plan.refs import told_ref


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


def write_told_letter(to: Addressee, news: IncidentNews) -> LetterText:
    """Return the letter to those whom the document has told of an incident at once."""
    return LetterText(_subject(Subject.INCIDENT, news), _body(to, news, kind="told"))


def write_own_letter(to: Addressee, news: IncidentNews, link: str) -> LetterText:
    """Return the letter to the agency that owes the reports, its head or its deputy, with the link to its page."""
    if any(is_late for _, is_late in news.clocks):
        subject = Subject.INCIDENT_LATE
    elif any(_is_returned(clock) for clock, _ in news.clocks):
        subject = Subject.INCIDENT_RETURNED
    else:
        subject = Subject.INCIDENT_ASKED
    return LetterText(_subject(subject, news), _body(to, news, kind="own", link=link))


def _subject(subject: Subject, news: IncidentNews) -> str:
    return subject.of(name=news.agency, incident=news.name)


def _is_returned(clock: Clock) -> bool:
    return clock.check_in.state == State.RETURNED


def write_report_letter(to: Addressee, news: IncidentNews) -> LetterText:
    """Return the letter to those above the agency: which reports are late."""
    return LetterText(_subject(Subject.INCIDENT_LATE, news), _body(to, news, kind="above"))


def _body(to: Addressee, news: IncidentNews, *, kind: str, link: str = "") -> str:
    incident = news.incident
    return render_letter(
        "incident.md.j2",
        kind=kind,
        name=escape_markdown(to.name),
        head=escape_markdown(to.head),
        to_deputy=to.suffix == DEPUTY_SUFFIX,
        incident=news.name,
        agency=escape_markdown(news.agency),
        detected=describe_moment(incident.detected_at),
        severity=SEVERITY_WORDS[incident.severity],
        document=name_documents([news.loaded])[0],
        ref=told_ref(incident.ref),
        reports=[
            {
                "title": escape_markdown(clock.step.title),
                "due": describe_due(clock.check_in),
                "returned": _is_returned(clock),
                "late": is_late,
            }
            for clock, is_late in news.clocks
        ],
        link=link,
        trial=news.trial,
    )
