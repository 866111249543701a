"""Every function that changes rows is an act that leaves its row in the trail, or is told here as what else it is."""

import pytest

from notifications.wording.audit_words import KINDS
from tests.homes.functions import Function, reached, read_functions

PROGRAM = frozenset(
    {
        "adopt",
        "draw-trial",
        "change-plan",
        "open",
        "carry-out",
        "become-late",
        "forget-deputies",
        "forget-handlers",
        "follow-settings",
        "letter-returned",
        "address-changed",
        "renew-baseline",
        "make-report",
    }
)
"""What the program does by itself, in its own name."""
PARTS = {
    "models.audit.acts.record_act": "the row of the trail itself",
    "models.audit.acts.record_acts": "the same for several acts at once",
    "models.database.append_rows": "how rows of history are written, several in one statement",
    "models.backups.rows.fill": "the rows of a backup, whose trail is among them",
    "models.backups.archive.load_rows": "all rows of a backup",
    "models.backups.loading.load_backup": "the same, brought up from an older version where they are of one",
    "models.backups.noted.retire": "the mark on the database that a move has left, in which nothing is done any more",
    "models.backups.loading.copy_rows": "all rows of a database, whose trail is among them",
    "models.check_ins.moves.move_check_ins": "the same for several check-ins at once",
    "models.check_ins.moves.move_check_in": "a part of every act that moves a check-in, with its row of history",
    "models.check_ins.duties.change_duty": "a part of every act that moves a date or a holder, with its row of history",
    "models.check_ins.ad_hoc.open_asked": "a part of a request and of an incident's report",
    "models.check_ins.handovers.assign": "a part of the decision on an objection",
    "models.people.link_epochs.raise_epoch": "a part of revoking links and of ending a deputy, whose link ends with him",
    "models.home.note_key": "the print of the key of links, which an office sets in a file or in the environment",
    "models.home.set_key_print": "a part of changing the key of links",
    "models.home.set_live_since": "a part of going live and of going back",
    "models.home.prepare_home": "the home's own row, before there is anything to act upon; a trial's day is its clock",
    "models.inbox.received.note_mail": "that a mail was looked at, so that it is acted upon once; what it changes is in the trail",
    "models.rounds.runs.begin_run": "the round's own row; what its steps do is in the trail",
    "models.rounds.runs.end_run": "the round's own row; what its steps do is in the trail",
    "models.rounds.sound_plans.keep_sound_plan": "a copy of files that an office edits, each reading in the place of the last",
}
"""Functions that change rows and are no act by themselves, each with what it is. Only `models` may call them."""
OUTBOX = "models.outbox."
"""What is said and what became of it: the outbox is its own record, but for the release of a draft, which is an act."""

LOOKS = "models.check_ins.looks."
"""When a round looks at what: nothing but what can be derived anew from what stands."""

PUBLIC = [one for one in read_functions() if one.is_public]
WRITERS = [one for one in PUBLIC if one.name.startswith("models.") and any(other.writes for other in reached(one.name))]


def kinds_of(function: Function) -> frozenset[str]:
    return frozenset().union(*(other.kinds for other in reached(function.name)))


def test_the_writers_are_found() -> None:
    names = {one.name for one in WRITERS}
    assert {"models.decisions.waivers.waive", "models.answers.record.record_answers"} <= names
    assert names >= PARTS.keys(), "a part that is no more"
    assert len(names) > 45


def test_rows_are_changed_in_models_alone() -> None:
    assert [one.name for one in read_functions() if one.writes and not one.name.startswith("models.")] == []


@pytest.mark.parametrize("writer", WRITERS, ids=lambda one: one.name.removeprefix("models."))
def test_what_changes_rows_leaves_a_row_in_the_trail(writer: Function) -> None:
    if writer.name in PARTS:
        assert not kinds_of(writer), "this is an act by now"
    elif not writer.name.startswith((OUTBOX, LOOKS)):
        assert kinds_of(writer), "an act without a row in the trail"


@pytest.mark.parametrize(
    "act",
    [
        one
        for one in PUBLIC
        if one.name.startswith(("models.", "notifications.", "flows.acts.")) and kinds_of(one) - PROGRAM
    ],
    ids=lambda one: one.name,
)
def test_an_act_is_told_by_keyword_who_acts(act: Function) -> None:
    assert act.keywords.get("by") == "Person"
    assert "by" in act.required


def test_what_is_no_act_by_itself_is_called_by_acts_alone() -> None:
    doors = [one for one in read_functions() if not one.name.startswith("models.")]
    called = {one.name: sorted(one.calls & PARTS.keys()) for one in doors if one.calls & PARTS.keys()}
    of_the_program = {name for name in PARTS if name.startswith(("models.rounds.", "models.inbox.received."))}
    allowed = {
        "models.audit.acts.record_act",
        "models.home.prepare_home",
        "models.backups.archive.load_rows",
        "models.backups.loading.load_backup",
        "models.backups.noted.retire",
        "models.home.note_key",
        "models.home.set_key_print",
        *of_the_program,
    }
    assert {name: parts for name, parts in called.items() if set(parts) - allowed} == {}
    # Who records an act outside of `models` has something else to change in the same transaction: a file, a letter.
    recording = {name for name, parts in called.items() if "models.audit.acts.record_act" in parts}
    assert recording == {
        "flows.acts.handovers.record_handover",
        "flows.acts.links.rotate_link_keys",
        "flows.acts.links.show_link",
        "notifications.outbox.link_letters.queue_link_letter",
        "notifications.outbox.going_live.rehearse",
    }


def test_every_kind_of_act_has_its_vietnamese_name_and_every_name_its_act() -> None:
    kinds = frozenset().union(*(one.kinds for one in read_functions()))
    assert kinds == KINDS.keys()
    assert kinds >= PROGRAM
