"""What `plan explain`, `show` and `simulate` say of a plan's trial, before anybody is drawn."""

from collections.abc import Iterator

from plan.library import LoadedPlan
from plan.owed import owed_between
from plan.texts.written import format_day
from plan.trials.foresight import foresee
from plan.trials.trial import ANSWERED_WITHIN, ARMS


def trial_lines(loaded: LoadedPlan) -> Iterator[str]:
    """Yield what a plan tries and what the numbers can show; nothing for one that tries nothing."""
    trial = loaded.plan.trial
    if trial is None:
        return
    first, second = (f"{arm}: {name}" for arm, name in zip(ARMS, trial.names, strict=True))
    yield (
        f"Phép thử «{trial.code}» ở nấc sau hạn {trial.rung} ngày làm việc, hạn từ {format_day(trial.starts)} đến "
        f"{format_day(trial.ends)}: {first}; {second}. Cơ quan thuộc bên nào do bốc thăm; so số cơ quan gửi đủ báo cáo trong "
        f"{ANSWERED_WITHIN} ngày."
    )
    owed = owed_between(loaded.plan, loaded.register, loaded.calendar, trial.starts, trial.ends)
    agencies = {one.agency for one in owed if not one.ownerless} - {loaded.register.office}
    yield f"{foresee(len(agencies))} Chỉ cơ quan quá hạn mới bốc thăm, nên thực tế còn ít hơn."
