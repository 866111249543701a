"""A round with what follows it: the home looks at itself, and says outside that it lives where all is well."""

from datetime import datetime

from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome
from flows.faults import Failure, describe_fault, keep_trace
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from models.rounds.runs import end_run
from notifications.channels.heartbeat import give_sign


def run_audited_round(
    office: OpenHome, now: datetime, *, gap_confirmed: bool = False, by_hand: bool = False
) -> RoundOutcome:
    """Run the round of the moment `now`, look at the home as it leaves it, and tell in the outcome what does not agree.

    Where all was well the address of the setting `heartbeat_url` is called. Raise as `run_round` does.
    """
    outcome = run_round(office, now, gap_confirmed=gap_confirmed, by_hand=by_hand)
    try:
        found = [finding.sentence for finding in audit_home(office)]
        outcome.tell_unsound(found)
        if found:
            with office.database.write() as session:
                end_run(session, now, office.clock.now(), outcome.undone)
    except Exception as error:  # noqa: BLE001  the round is done: that it cannot be looked at is told, and undoes nothing
        keep_trace(office.home.faults_file, "tự kiểm tra", error, now)
        outcome.fail(Failure("tự kiểm tra", f"Chưa tự kiểm tra được: {describe_fault(error)}."))
    url = office.home.settings.heartbeat_url
    if url and outcome.is_whole and not office.is_trial and (why := give_sign(url)):
        outcome.sentences.append(f"Chưa báo được là đợt đôn đốc chạy tốt: {why}.")
    return outcome
