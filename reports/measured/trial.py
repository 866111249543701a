"""What a trial shows: how many agencies of each way answered, by how much they differ, and whether that says anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.reported.trial_lines import Drawn
from plan.texts.written import format_day
from plan.trials.chance import Interval, newcombe, wilson
from plan.trials.foresight import describe_least_seen
from plan.trials.trial import ANSWERED_WITHIN, ARMS, Trial
from reports.labels import format_rate
from reports.measured.rungs import Share

INCONCLUSIVE = "chưa kết luận được"


@dataclass(frozen=True)
class TrialMeasure:
    """What came of a trial by a day: each way's share of agencies that answered, and how many still have their days to come."""

    trial: Trial
    shares: tuple[Share, Share]
    waiting: int
    difference: Interval | None

    @property
    def is_conclusive(self) -> bool:
        """Tell whether the interval of the difference leaves out none."""
        return self.difference is not None and not self.difference.low <= 0 <= self.difference.high


def measure_trial(trial: Trial, drawn: Sequence[Drawn], on: date) -> TrialMeasure:
    """Return what came of a trial by the end of `on`, of the agencies drawn for it; one agency counts once."""
    known = [(one.arm, one.answered(on)) for one in drawn]
    first, second = (_share([answered for arm, answered in known if arm == side]) for side in (0, 1))
    waiting = sum((on - one.drawn_on).days < ANSWERED_WITHIN for one in drawn)
    difference = newcombe((first.yes, first.of), (second.yes, second.of)) if first.of and second.of else None
    return TrialMeasure(trial, (first, second), waiting, difference)


def _share(answers: Sequence[bool | None]) -> Share:
    known = [one for one in answers if one is not None]
    return Share(sum(known), len(known))


def trial_words(measure: TrialMeasure) -> Iterator[str]:
    """Yield what a trial shows, a sentence or a line each."""
    trial = measure.trial
    yield (
        f"Phép thử «{trial.code}», nấc sau hạn {trial.rung} ngày làm việc, hạn từ {format_day(trial.starts)} đến {format_day(trial.ends)}. "
        f"Mỗi cơ quan bốc thăm một lần; tính là đạt khi gửi đủ mọi báo cáo đang quá hạn trong {ANSWERED_WITHIN} ngày (theo lịch) kể từ ngày bốc thăm."
    )
    for arm, name, share in zip(ARMS, trial.names, measure.shares, strict=True):
        interval = wilson(share.yes, share.of)
        span = f", khoảng tin cậy 95%: {format_rate(interval.low)} đến {format_rate(interval.high)}" if share.of else ""
        yield f"  {arm} ({name}): {share.words}{span}"
    if measure.waiting:
        yield f"  {measure.waiting} cơ quan chưa đủ {ANSWERED_WITHIN} ngày nên chưa tính."
    if measure.difference is None:
        yield f"  Chênh lệch: {INCONCLUSIVE}, vì có bên chưa cơ quan nào đủ ngày."
        return
    found = measure.difference
    told = f"B so với A: {_points(found.value)} điểm phần trăm (95%: {_points(found.low)} đến {_points(found.high)})"
    if measure.is_conclusive:
        yield f"  Chênh lệch {told}: {'B' if found.value > 0 else 'A'} có nhiều cơ quan gửi báo cáo hơn."
        return
    base = measure.shares[0].yes / measure.shares[0].of
    yield f"  Chênh lệch {told}: {INCONCLUSIVE}. {describe_least_seen(measure.shares[0].of, measure.shares[1].of, (base,))}"


def _points(share: float) -> str:
    """Return a difference of shares in percentage points, with its sign: `+12`, `−3`."""
    points = round(100 * share)
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
