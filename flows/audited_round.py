"""A round with what follows it: the home looks at itself, and says outside that it lives where all is well."""

import time
from datetime import datetime

from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome
from flows.faults import Failure, describe_fault, keep_trace
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from models.audit.events import note_event
from models.rounds.runs import end_run
from notifications.channels.heartbeat import give_sign


def run_audited_round(
    office: OpenHome, now: datetime, *, gap_confirmed: bool = False, by_hand: bool = False
) -> RoundOutcome:
    """Run the round of the moment `now`, look at the home as it leaves it, and tell in the outcome what does not agree.

    The office's watcher outside is called as the settings say: as the round begins (`heartbeat_start_url`), and as it ends
    with all done (`heartbeat_url`) or not (`heartbeat_fail_url`). Raise as `run_round` does; then too it is called.
    """
    began, day = time.monotonic(), now.date().isoformat()
    note_event(office.home, "round", "began", day=day, by_hand=by_hand)
    settings = office.home.settings
    unheard = _call(office, settings.heartbeat_start_url)
    try:
        outcome = run_round(office, now, gap_confirmed=gap_confirmed, by_hand=by_hand)
    except Exception as error:
        note_event(office.home, "round", "refused", day=day, error=type(error).__name__)
        _call(office, settings.heartbeat_fail_url)
        raise
    _audit(office, outcome, now)
    _note(office, outcome, day, time.monotonic() - began)
    unheard = _call(office, settings.heartbeat_url if outcome.is_whole else settings.heartbeat_fail_url) or unheard
    if unheard:
        outcome.sentences.append(f"Chưa báo được cho máy giám sát về đợt đôn đốc: {unheard}.")
    return outcome


def _audit(office: OpenHome, outcome: RoundOutcome, now: datetime) -> None:
    try:
        found = [finding.sentence for finding in audit_home(office)]
        outcome.tell_unsound(found)
        if found:
            with office.database.write() as session:
                end_run(session, now, office.clock.now(), outcome.undone)
    except Exception as error:  # noqa: BLE001  the round is done: that it cannot be looked at is told, and undoes nothing
        keep_trace(office.home.faults_file, "tự kiểm tra", error, now)
        outcome.fail(Failure("tự kiểm tra", f"Chưa tự kiểm tra được: {describe_fault(error)}."))


def _note(office: OpenHome, outcome: RoundOutcome, day: str, seconds: float) -> None:
    for failure in outcome.failures:
        note_event(office.home, "round", "undone", day=day, what=failure.what)
    note_event(
        office.home,
        "round",
        "ended",
        day=day,
        seconds=round(seconds, 3),
        whole=outcome.is_whole,
        opened=outcome.opened,
        handed_over=outcome.handed_over,
        became_overdue=outcome.became_overdue,
        overdue=outcome.overdue,
        queued=outcome.queued,
        sent=outcome.sent,
        failed=outcome.failed,
        held=outcome.held,
        undone=len(outcome.undone),
    )


def _call(office: OpenHome, url: str) -> str:
    """Call an address of the watcher, where there is one and the home is no trial; return why it was not reached, or ''."""
    return give_sign(url) if url and not office.is_trial else ""
