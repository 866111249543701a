"""How a home fares in figures, as Prometheus reads them. No figure is about a person or an agency."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from models.database import Session
from models.health.counts import count_answers, count_check_ins, count_rounds
from models.settings import Home
from models.tables.core import LetterState
from web.monitor.health import Health, duration_of, free_bytes

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Collected(Collector):
    """Families that were made for one answer."""

    def __init__(self, families: list[Metric]) -> None:
        """Keep the families."""
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def render_figures(home: Home, health: Health, session: Session | None) -> bytes:
    """Return the figures of a home in Prometheus' text form; without a session those that need no database."""
    families = [*_of_health(home, health), *(_of_database(health, session) if session is not None else ())]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families))
    return generate_latest(registry)


def _of_health(home: Home, health: Health) -> Iterable[Metric]:
    well = GaugeMetricFamily("dondoc_well", "1 where a part of the home is not broken.", labels=["part"])
    for part in health.parts:
        well.add_metric([part.name], 0 if part.grade == "broken" else 1)
    yield well
    yield GaugeMetricFamily("dondoc_disk_free_bytes", "Free bytes on the disk of the home.", value=free_bytes(home))
    if health.backup_at is not None:
        age = (health.at - health.backup_at).total_seconds()
        yield GaugeMetricFamily("dondoc_backup_age_seconds", "How old the newest backup is.", value=age)


def _of_database(health: Health, session: Session) -> Iterable[Metric]:
    yield CounterMetricFamily("dondoc_rounds", "Daily rounds that were begun.", value=count_rounds(session))
    if (last := health.last) is not None:
        started = last.started_at.timestamp()
        yield GaugeMetricFamily(
            "dondoc_last_round_start_seconds", "When the last round began (Unix time).", value=started
        )
        if (took := duration_of(last)) is not None:
            told = "How long the last round took."
            yield GaugeMetricFamily("dondoc_last_round_duration_seconds", told, value=took.total_seconds())
    if (letters := health.letters) is not None:
        by_state = GaugeMetricFamily("dondoc_letters", "Letters by state.", labels=["state"])
        for state in LetterState:
            by_state.add_metric([state.value], letters.by_state.get(state, 0))
        yield by_state
        told = "Letters on their way out: queued, or in somebody's hands."
        yield GaugeMetricFamily("dondoc_letters_waiting", told, value=letters.waiting)
        told = "Letters that the mail server has put off for more than a day."
        yield GaugeMetricFamily("dondoc_letters_stuck", told, value=letters.stuck)
    answers = CounterMetricFamily("dondoc_answers", "Versions of answers that were recorded.", labels=["plan"])
    for plan, count in sorted(count_answers(session).items()):
        answers.add_metric([plan], count)
    yield answers
    owed = GaugeMetricFamily("dondoc_check_ins_open", "Check-ins that owe an answer.", labels=["plan"])
    late = GaugeMetricFamily("dondoc_check_ins_overdue", "Check-ins that are overdue.", labels=["plan"])
    for plan, counts in sorted(count_check_ins(session, health.at.date()).items()):
        owed.add_metric([plan], counts.open)
        late.add_metric([plan], counts.overdue)
    yield owed
    yield late
