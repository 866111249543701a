"""What waits on the office's page: objections, what nobody owns, referrals and drafts, put there for a test."""

from datetime import date, timedelta

from sqlmodel import select

from models.check_ins.moves import StateChange, move_check_in
from models.decisions.objections import raise_objection
from models.tables.ad_hoc import Referral
from models.tables.core import Letter, LetterState, State
from models.tables.decisions import Objection, ObjectionKind
from notifications.links import OFFICE as OFFICE_PAGE
from notifications.links import link_mark
from tests.homes.pages.desks import (
    HOA,
    Desks,
    bac_giang,
)
from tests.homes.pages.visitor import HEALTH, MONDAY


def object_to(desks: Desks, ref: str, kind: ObjectionKind = ObjectionKind.NOT_OURS, suggested: str = "") -> int:
    with desks.database.write() as session:
        raised = raise_objection(
            session,
            {"bac-giang": bac_giang()},
            desks.check_in(ref),
            HEALTH,
            kind,
            "Không do Sở chủ trì.",
            desks.clock.now(),
            by=HOA,
            province="bac-giang",
            suggested=suggested,
        )
        return raised.id


def leave_ownerless(desks: Desks, *refs: str) -> list[int]:
    lines = [desks.check_in(ref) for ref in refs]
    with desks.database.write() as session:
        for line in lines:
            assert move_check_in(
                session, line, StateChange(State.OWNERLESS, "thử", MONDAY, desks.clock.now(), "dondoc")
            )
    return lines


def put_referral(desks: Desks, number: int = 1, province: str = "bac-giang", matter: str = "Thiếu kinh phí") -> None:
    with desks.database.write() as session:
        session.add(
            Referral(
                year=2023,
                number=number,
                province=province,
                plan="bac-giang",
                ref="II.1.a",
                agency=HEALTH,
                to="ubnd-tinh",
                matter=matter,
                referred_by="Nguyễn Văn An",
                referred_on=MONDAY - timedelta(days=3),
                learnt_at=desks.clock.now(),
                fingerprint=f"{province} {number}",
            )
        )


def write_draft(desks: Desks, recipient: str, day: date = MONDAY, state: LetterState = LetterState.DRAFT) -> int:
    with desks.database.write() as session:
        letter = Letter(
            recipient=recipient,
            channel="mail",
            written_on=day,
            address="a@example.invalid",
            subject=f"Báo cáo <b>tuần</b> {day:%d/%m}",
            body=f"Kính gửi **đồng chí**\n\n[Mở trang]({link_mark(recipient, day, OFFICE_PAGE)})",
            weekly=True,
            state=state,
            reason="máy chủ thư từ chối" if state == LetterState.FAILED else "",
            written_at=desks.clock.now(),
        )
        session.add(letter)
        session.flush()
        return letter.id


def letter_states(desks: Desks) -> dict[int | None, LetterState]:
    with desks.database.read() as session:
        return {letter.id: letter.state for letter in session.exec(select(Letter))}


def state_of_objection(desks: Desks, number: int) -> Objection:
    with desks.database.read() as session:
        return session.get_one(Objection, number)
