"""What may be done with a check-in here and now: one rule for each act, the one that the act itself is guarded by."""

from collections.abc import Callable, Mapping

from models.access.rights import LineAct, why_not_act
from models.check_ins.lookup import guard_owed, guard_takes_answer, not_theirs
from models.decisions.chasing.causes import guard_may_accept, guard_may_end
from models.decisions.deciders import guard_office
from models.decisions.explanations import guard_may_explain
from models.decisions.extensions import guard_may_ask, guard_may_grant
from models.decisions.objections import guard_may_object, guard_may_uphold
from models.decisions.referrals import guard_may_refer
from models.decisions.situation import Situation
from models.decisions.verdicts import guard_may_judge
from models.decisions.waivers import guard_can_waive
from models.promises.promises import guard_may_promise
from models.refusal import RefusedError
from models.tables.decisions import ObjectionKind
from models.tables.people import Access

_Rule = Callable[[Situation], object]


def offered_acts(situation: Situation, access: Access) -> dict[LineAct, str]:
    """Return every act with why the agency in front may not do it now, in a sentence with the way out; '' where it may.

    Who stands before it comes in with an `access`: what that never does is not offered, whatever the check-in. What depends on what is typed, as a date or a reason, is for the act itself to judge.
    """
    return {act: why_not_act(access, act) or _why_not(rule, situation) for act, rule in _RULES.items()}


def _why_not(rule: _Rule, situation: Situation) -> str:
    try:
        rule(situation)
    except RefusedError as refused:
        return str(refused)
    return ""


def _guard_holds(situation: Situation) -> None:
    if not situation.agency or situation.check_in.holder != situation.agency:
        raise not_theirs(situation.check_in.id)


def _may_answer(situation: Situation) -> None:
    _guard_holds(situation)
    guard_takes_answer(situation.check_in)


def _may_receive(situation: Situation) -> None:
    _guard_holds(situation)
    guard_owed(situation.check_in, "báo đã nhận")


def _may_promise(situation: Situation) -> None:
    _guard_holds(situation)
    guard_owed(situation.check_in, "hẹn ngày")
    guard_may_promise(situation.check_in, situation.plans)


def _may_ask(situation: Situation) -> None:
    _guard_holds(situation)
    guard_may_ask(situation)


def _may_explain(situation: Situation) -> None:
    _guard_holds(situation)
    guard_may_explain(situation)


def _may_refer(situation: Situation) -> None:
    _guard_holds(situation)
    guard_may_refer(situation.loaded, situation.check_in.ref, situation.agency, situation.on)


def _may_object(kind: ObjectionKind) -> _Rule:
    def may_object(situation: Situation) -> None:
        _guard_holds(situation)
        guard_may_object(situation, kind)

    return may_object


def _may_judge(situation: Situation) -> None:
    guard_may_judge(situation.check_in, situation.loaded, situation.agency, situation.on)


def _may_waive(situation: Situation) -> None:
    guard_office(situation.plans, situation.check_in.province, situation.agency)
    guard_can_waive(situation.check_in)


_RULES: Mapping[LineAct, _Rule] = {
    LineAct.ANSWER: _may_answer,
    LineAct.RECEIVE: _may_receive,
    LineAct.PROMISE: _may_promise,
    LineAct.EXTEND: _may_ask,
    LineAct.EXPLAIN: _may_explain,
    LineAct.REFER: _may_refer,
    LineAct.NOT_OURS: _may_object(ObjectionKind.NOT_OURS),
    LineAct.NO_SYSTEM: _may_object(ObjectionKind.NO_SYSTEM),
    LineAct.JUDGE: _may_judge,
    LineAct.GRANT: guard_may_grant,
    LineAct.UPHOLD: guard_may_uphold,
    LineAct.WAIVE: _may_waive,
    LineAct.CAUSE: guard_may_accept,
    LineAct.END_CAUSE: guard_may_end,
}
