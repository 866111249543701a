"""Each plan as it was last read without an error, for as long as the office mends its files."""

from datetime import datetime

from sqlmodel import select

from models.database import Session, insert_new
from models.tables.rounds import SoundPlan
from plan.library import LoadedPlan, read_texts


def keep_sound_plan(session: Session, loaded: LoadedPlan, now: datetime) -> None:
    """Keep a plan as it reads now; the same texts change nothing. Nothing is committed here."""
    code = loaded.plan.code
    texts = {
        "text": loaded.text,
        "office_text": loaded.changes,
        "register_text": loaded.register_text,
        "calendar_text": loaded.calendar_text,
    }
    if insert_new(session, SoundPlan, [{"code": code, "read_at": now, **texts}]):
        return
    kept = session.exec(select(SoundPlan).where(SoundPlan.code == code)).one()
    if {name: getattr(kept, name) for name in texts} != texts:
        kept.sqlmodel_update({**texts, "read_at": now})
        session.add(kept)
        session.flush()


def last_sound_plan(session: Session, code: str) -> LoadedPlan | None:
    """Return a plan as it was last read without an error; None if it never was, or a newer reader refuses it."""
    kept = session.exec(select(SoundPlan).where(SoundPlan.code == code)).one_or_none()
    return read_texts(code, kept.text, kept.office_text, kept.register_text, kept.calendar_text) if kept else None
