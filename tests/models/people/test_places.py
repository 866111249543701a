"""Every column of letters is told as what it holds of people, so that no new one escapes an export or an erasure."""

from sqlalchemy import Enum as EnumType
from sqlalchemy import String

from models.backups.rows import TABLES
from models.people.places import PLACES, TABLE_WORDS, Whose

CODES = {
    "access", "agency", "agencies", "asked_by", "basis", "calendar", "channel", "code", "decider", "document", "fields",
    "fingerprint", "form", "holder", "holder_before", "identity", "item", "judge", "key_print", "kind", "ladder", "link",
    "mail_key", "mark", "matter", "measure", "occurrence", "outcome", "parties", "place", "plan", "post", "province",
    "purpose", "recipient", "ref", "result", "role", "rule", "ruling", "rung", "scope", "severity", "sha256", "source",
    "state", "step", "suggested", "symbol", "target", "to", "value", "way", "act", "format", "trial", "side", "unit",
}  # fmt: skip
"""Columns of codes, documents, posts and prints: nobody is named in them."""
RECORD = {
    "adoption", "answer", "answer_part", "contribution", "explanation", "extension", "incident", "objection", "plan_question",
    "plan_version", "referral", "request", "sound_plan", "verdict", "made_report", "report_file", "round_run", "draft",
    "evidence", "trial_draw",
}  # fmt: skip
"""Tables whose further words are the province's record: what was asked, planned, reported and decided."""
OTHER = {
    ("check_in_event", "detail"), ("incident_event", "detail"), ("link_epoch", "reason"), ("notice", "reason"),
    ("incident_notice", "reason"), ("letter", "reason"), ("unreachable_address", "reason"), ("access_grant", "reason"),
    ("reckoning", "contacts"),
}  # fmt: skip
"""Reasons, in the office's or a server's words; and a print of the address book, from which nobody can be read."""


def test_every_column_of_letters_is_told() -> None:
    told = {(place.table, place.column) for place in PLACES}
    columns = {
        (table.name, column.name)
        for table in TABLES.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) or (hasattr(column.type, "impl") and isinstance(column.type.impl, String))
        if not isinstance(column.type, EnumType)
    }
    assert len(columns) > 100
    left = {(table, name) for table, name in columns - told - OTHER if name not in CODES and table not in RECORD}
    assert left == set()


def test_every_place_is_a_column_and_every_table_has_its_word() -> None:
    for place in PLACES:
        assert place.column in TABLES.tables[place.table].c
        assert place.whose in tuple(Whose) or place.whose in TABLES.tables[place.table].c, place
        assert place.whose != Whose.CHECK_IN or "check_in_id" in TABLES.tables[place.table].c
    assert TABLE_WORDS.keys() == {place.table for place in PLACES}
