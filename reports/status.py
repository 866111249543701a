"""The progress as plain values for scripts: what `dondoc status --json` prints."""

from typing import Any
from zoneinfo import ZoneInfo

from models.check_ins.standings import APART_STAGES, REPORTING_STAGES
from reports.progress import Progress
from reports.tables import by_agency, by_section, plain_rows


def status_json(progress: Progress) -> dict[str, Any]:
    """Return the shape of DESIGN §5 in plain types: days `2023-07-10`, the moment ISO with +07:00.

    `results` holds `lines`, and by claim `claimed`, `accepted`, `returned`; `finishes` counts the lines towards their
    ends. `by_agency` and `by_section` hold the columns of `reports.tables.COLUMNS`, `by_agency` going by the present
    holder. An item's `agency` is the one the check-in was opened for and part of its key.
    """
    reporting, results = progress.reporting, progress.results
    return {
        "on": progress.on.isoformat(),
        "known_at": progress.known_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat(),
        "reporting": {stage: getattr(reporting, stage) for stage in REPORTING_STAGES},
        "apart": {stage: getattr(reporting, stage) for stage in ("not_yet_open", *APART_STAGES)},
        "results": {
            "lines": results.lines,
            "claimed": dict(results.claimed),
            "accepted": dict(results.accepted),
            "returned": dict(results.returned),
            "finishes": dict(results.finishes),
        },
        "by_agency": plain_rows(by_agency(progress)),
        "by_section": plain_rows(by_section(progress)),
        "items": [
            {
                "plan": standing.plan,
                "ref": standing.ref,
                "agency": standing.agency,
                "role": standing.role,
                "scope": standing.scope,
                "period": standing.period,
                "due_on": standing.due_on.isoformat(),
                "state": str(standing.state),
                "stage": standing.stage,
            }
            for standing in progress.standings
        ],
    }
