"""Reports that go out by mail: made, put into letters with their files, and waiting for the office's release."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import post_now
from flows.acts.open_home import OpenHome
from flows.acts.reports.letterheads import letterhead_fault
from flows.acts.reports.progress import making_of, plan_account, telling_of
from models.agencies import name_in_home, province_and_code
from models.audit.acts import Person, guard_person
from models.check_ins.adoption import followed_since
from models.clock import day_of
from models.outbox.report_letters import keep_contents, matter_of, put_report_letter, was_sent
from models.refusal import RefusedError, UnknownNameError
from models.reported.made import keep_report
from models.tables.core import Letter, LetterState
from models.tables.reports import MadeReport
from notifications.contacts.directory import names_of
from notifications.links import BOARD, link_mark
from notifications.outbox.due_notices import CHANNEL, Post
from notifications.wording.report_letter import ReportNews, write_report_letter
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.owed import owed_between, tracker_on
from reports.account.account import Account
from reports.account.periods import last_ended
from reports.chairman import FORMS, write_chairman_report
from reports.labels import lower_first
from reports.summary import describe_headline

SENT_FORMATS = ("docx", "xlsx", "pdf")
"""The forms of a report that go with a letter; the others are for machines."""
USUAL_FORMATS = ("docx", "xlsx")
LATEST = timedelta(days=31)
"""For how long after the end of a period its report is still made by itself."""


@dataclass(frozen=True)
class Wish:
    """Which report is to be sent: its day, kind and form, the first day it tells of where that is set, and as which files."""

    on: date
    kind: str = "request"
    form: str = "office"
    since: date | None = None
    formats: tuple[str, ...] = USUAL_FORMATS


@dataclass(frozen=True)
class Sent:
    """A report that was put into letters: of which plan and day, the files with it, the numbers of the letters by whom
    they are for, and in words who gets none and why.
    """

    plan: str
    told_on: date
    files: tuple[Path, ...]
    letters: Mapping[str, int]
    left_out: tuple[str, ...]
    is_released: bool


def send_report(
    office: OpenHome,
    plans: Mapping[str, LoadedPlan],
    loaded: LoadedPlan,
    folder: Path,
    wish: Wish,
    now: datetime,
    *,
    by: Person,
) -> Sent:
    """Make a report, write its files into a folder, and put a letter to each recipient into the outbox.

    The letters are drafts until the office releases them, unless the setting `release_reports` says otherwise; then they
    leave within minutes. Whoever was sent the report of this plan, form, kind and day gets it no second time; a draft of it
    gives way. `plans` are all that the home follows. Raise RefusedError while the home's letters are held, where nobody is named, or where nobody gets it, with why.
    """
    guard_person(by)
    post = post_now(office)
    if post.hold:
        raise RefusedError(f"Chưa gửi được báo cáo. {post.hold}")
    if fault := letterhead_fault(office, wish.form):
        raise RefusedError(fault)
    recipients = recipients_of(office, plans, loaded)
    told_on = wish.on
    left_out = dict(_who_gets_none(office, post, loaded, recipients, wish, day_of(now)))
    reached = [one for one in recipients if one not in left_out]
    if not reached:
        raise RefusedError(f"Chưa lập thư gửi báo cáo nào. {' '.join(left_out.values())}")
    telling = telling_of(office, loaded.plan.code, told_on, wish.kind, wish.since, wish.form)
    account = plan_account(office, loaded, telling, with_letters="xlsx" in wish.formats)
    files = write_chairman_report(account, folder, wish.formats)
    contents = {file.name: file.read_bytes() for file in files}
    attached = {name: content for name, content in contents.items() if name.rpartition(".")[2] in SENT_FORMATS}
    letters = {}
    with office.database.write() as session:
        made = keep_report(session, making_of(account, telling), contents, telling.known_at)
        keep_contents(session, made, attached)
        for recipient in reached:
            letter = _letter(office, post, account, made, recipient, tuple(attached), now)
            number = put_report_letter(session, letter, made, now, by=by, own_province=post.directory.own_province)
            if number is not None:
                letters[recipient] = number
    released = office.home.settings.release_reports
    return Sent(loaded.plan.code, told_on, files, letters, tuple(left_out.values()), released)


def recipients_of(office: OpenHome, plans: Mapping[str, LoadedPlan], loaded: LoadedPlan) -> list[str]:
    """Return who gets the reports of a plan, by their names in the home: the Chairman, then whom the settings name.

    An agency of another province than the plan's gets none. Raise UnknownNameError for a name that the home does not know.
    """
    own, register = own_province(plans), loaded.register
    known = names_of([one.register for one in plans.values()], own)
    named = office.home.settings.report_send_to
    for name in named:
        if name not in known:
            place = office.home.place_of("report_send_to")
            raise UnknownNameError(f"{place}: không có cơ quan «{name}»{nearest(name, known)}.")
    chairman = name_in_home(own, register.code, register.chairman)
    here = (name for name in named if province_and_code(own, name)[0] == register.code)
    return list(dict.fromkeys((chairman, *here)))


def _who_gets_none(
    office: OpenHome, post: Post, loaded: LoadedPlan, recipients: Sequence[str], wish: Wish, on: date
) -> Iterator[tuple[str, str]]:
    """Yield each recipient to whom no letter is written, with why in a sentence."""
    plan = loaded.plan
    for recipient in recipients:
        name = post.addressee(recipient).name
        if why := post.directory.why_silent(recipient, on):
            yield recipient, f"{name}: {why}."
            continue
        with office.database.read() as session:
            sent = was_sent(session, recipient, (plan.province, plan.code, wish.form, wish.kind), wish.on)
        if sent:
            yield recipient, f"{name}: báo cáo này đã có trong thư số {sent}, không gửi lần thứ hai."


def _letter(
    office: OpenHome,
    post: Post,
    account: Account,
    made: MadeReport,
    recipient: str,
    files: tuple[str, ...],
    now: datetime,
) -> Letter:
    on, to = day_of(now), post.speak_to(recipient, day_of(now))
    contact = post.directory.find(recipient, on)
    progress, written = account.progress, FORMS[account.form](account)
    news = ReportNews(
        title=lower_first(written.title),
        document=progress.plan.document.short,
        span=account.span.label,
        told_on=progress.on,
        headline=describe_headline(progress),
        asked=len(account.asked),
        files=files,
    )
    board = link_mark(recipient, on, BOARD) if to.agency in (to.register.chairman, to.register.office) else ""
    text = write_report_letter(to, news, board, on, trial=post.trial)
    return Letter(
        recipient=recipient,
        channel=CHANNEL,
        written_on=on,
        matter=matter_of(made),
        address=contact.address if contact else "",
        subject=text.subject,
        body=text.body,
        weekly=False,
        state=LetterState.QUEUED if office.home.settings.release_reports else LetterState.DRAFT,
        written_at=now,
    )


def send_due_reports(
    office: OpenHome, plans: Mapping[str, LoadedPlan], on: date, now: datetime, *, by: Person
) -> Iterator[Sent | RefusedError]:
    """Make and put into letters the reports of periods that are over by `on` and that nobody was sent yet, and yield each.

    Of each kind that the settings name only the newest period; none that ended before the plan was followed, or more than
    `LATEST` ago; none while the home's letters are held. What cannot be sent is yielded as why, and the others go on.
    """
    if office.hold:
        return
    for loaded in plans.values():
        with office.database.read() as session:
            since = followed_since(session, loaded.plan.province, loaded.plan.code)
        for kind in office.home.settings.report_kinds:
            end = end_of_period(loaded, kind, on)
            if since is None or not max(since, on - LATEST) <= end < on or _was_made(office, plans, loaded, kind, end):
                continue
            try:
                yield send_report(office, plans, loaded, office.home.reports, Wish(end, kind), now, by=by)
            except RefusedError as refused:
                yield refused


def _was_made(office: OpenHome, plans: Mapping[str, LoadedPlan], loaded: LoadedPlan, kind: str, end: date) -> bool:
    """Tell whether somebody has a letter with this report already, a draft included: it is made by itself once."""
    key = (loaded.plan.province, loaded.plan.code, "office", kind)
    with office.database.read() as session:
        return any(
            was_sent(session, one, key, end, drafts=True) is not None for one in recipients_of(office, plans, loaded)
        )


def end_of_period(loaded: LoadedPlan, kind: str, on: date) -> date:
    """Return the last day of the newest period of a kind that is over by `on`.

    A year's report waits for what the tracker owes the Chairman about the whole plan that year (in Bắc Giang: clause III.5).
    """
    end = last_ended(kind, on)
    if kind != "year":
        return end
    plan, register, year = loaded.plan, loaded.register, end.year
    rolled = {
        ref
        for ref, task in plan.tasks.items()
        if register.chairman in task.to and tracker_on(plan, register, "", end) in {lead.code for lead in task.leads}
    }
    asked = owed_between(plan, register, loaded.calendar, date(year, 1, 1), date(year, 12, 31))
    return max([end, *(one.due_on for one in asked if one.ref in rolled)])
