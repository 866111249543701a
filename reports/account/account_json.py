"""What a report tells beyond the standings, as JSON: for programs that read on."""

from dataclasses import asdict
from typing import Any

from reports.account.account import Account
from reports.account.ledger import ledger_of
from reports.account.scoring import scored


def account_json(account: Account) -> dict[str, Any]:
    """Return a report's own part of its JSON in plain types; `standings` of it are those of `reports.status`.

    `scoring` counts what Nghị định 335/2025 asks of each agency, without points. `figures` hold every figure under its code, `deeds` what was done in people's own words with the check-ins behind it,
    `concerns` what hinders and is asked of whom, `targets` the values over their periods in the target's measure.
    """
    before = account.before
    return {
        "kind": account.span.kind,
        "since": account.span.since.isoformat() if account.span.since else None,
        "compared_with": before.on.isoformat() if before else None,
        "figures": {one.code: one.value for one in ledger_of(account)},
        "scoring": [asdict(one) for one in scored(account)],
        "deeds": [
            {
                "ref": deed.ref,
                "agencies": [holder for holder, _scope in deed.holders],
                "check_ins": list(deed.check_ins),
                "text": deed.text,
                "result": str(deed.result),
                "accepted": deed.accepted,
            }
            for section in account.sections
            for task in section.tasks
            for deed in task.told
        ],
        "concerns": [
            {
                "refs": list(one.remark.refs),
                "agency": one.remark.holder,
                "scope": one.remark.scope,
                "theme": one.theme,
                "decider": one.decider,
                "difficulties": one.remark.difficulties,
                "proposals": one.remark.proposals,
                "check_ins": list(one.check_ins),
            }
            for one in account.concerns
        ],
        "targets": [
            {
                "ref": one.target.ref,
                "goal": one.target.at_least or one.target.in_words,
                "by": one.target.by or None,
                "measure": one.target.measure,
                "points": [{"period": point.period, "value": str(point.value)} for point in one.points],
            }
            for one in account.targets
        ],
    }
