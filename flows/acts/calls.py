"""Calls as the office reads and records them by the command `calls`."""

from datetime import datetime

from flows.acts.find_check_in import find_agency
from flows.acts.home_plans import known_plans, post_now
from flows.acts.open_home import OpenHome
from models.audit.acts import Person
from models.clock import day_of
from models.decisions.chasing.calls import Called, last_calls, record_call
from models.outbox.notices import chased_check_ins
from notifications.outbox.climb.call_list import ToCall, call_list
from notifications.outbox.due_notices import Post, climb_on
from plan.refs import told_ref
from plan.texts.written import format_day


def tell_calls(office: OpenHome, now: datetime) -> list[str]:
    """Return whom the office is to call today, the worst first, a line each."""
    post, on = post_now(office), day_of(now)
    with office.database.read() as session:
        to_call = call_list(post, climb_on(session, post, on), chased_check_ins(session), last_calls(session), on)
        return [_line(one, post, now) for one in to_call]


def call_agency(office: OpenHome, agency: str, called: Called, now: datetime, *, by: Person) -> str:
    """Record that the provincial office called an agency, named as the home knows it, and return the agency's name.

    Raise RefusedError as `record_call` does, and for a name that is none.
    """
    plans = known_plans(office)
    register, code = find_agency(plans, agency)
    with office.database.write() as session:
        record_call(session, plans, code, called, register.office, now, by=by, province=register.code)
    return register.name_of(code)


def _line(one: ToCall, post: Post, now: datetime) -> str:
    on = day_of(now)
    numbers = [f"{there.name} {there.phone}".strip() for there in post.directory.telephones(one.name, on)]
    refs = ", ".join(dict.fromkeys(told_ref(late.ref) for late in one.late))
    oldest = (on - one.late[0].due_on).days
    last = one.last
    promised = f", hẹn ngày {format_day(last.promised_on)}" if last and last.promised_on else ""
    before = f"; gọi gần nhất ngày {format_day(last.called_on)}, {last.called_by}{promised}" if last else ""
    return (
        f"{one.name}: {'; '.join(numbers) or 'danh bạ chưa có số điện thoại'}. "
        f"{len(one.late)} báo cáo, quá hạn nhiều nhất {oldest} ngày: {refs}{before}."
    )
