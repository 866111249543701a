"""Every measurement by name, in the order of the table of goals: where it is, what it is called, at which sizes it runs.

A new one is a module in `bench/works/` or `bench/peers/` and an entry here.
"""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bench.lines import Line
from bench.setting import Setting

CHECK_INS = "phiếu"
"""What most sizes count."""


@dataclass(frozen=True)
class Measurement:
    """A measurement: `module:function` takes the setting and a size, and yields its lines.

    `size` is the usual one, in what `unit` says. A `peer` stands beside the program's round, over SQLite.
    """

    place: str
    summary: str
    size: int
    unit: str = CHECK_INS
    peer: str = ""
    least: int = 100
    """The smallest size that means anything."""

    @property
    def grows(self) -> bool:
        """Tell whether a size that is asked of all measurements is meant for this one: not of peers, which take minutes."""
        return self.unit == CHECK_INS and not self.peer

    def run(self, setting: Setting, size: int) -> Iterator[Line]:
        """Measure at a size."""
        module, _, function = self.place.partition(":")
        work: Callable[..., Iterator[Line]] = getattr(importlib.import_module(module), function)
        yield from partial(work, peer=self.peer)(setting, size) if self.peer else work(setting, size)


_PEER = "bench.peers.same_day:run"
MEASUREMENTS = {
    "round": Measurement("bench.works.round_day:run_normal", "đợt đôn đốc ngày thường", 10_000),
    "quiet": Measurement("bench.works.round_day:run_quiet", "đợt đôn đốc ngày không có gì đến hạn", 10_000),
    "opening": Measurement("bench.works.opening:run", "mở phiếu của một quý", 10_000),
    "digests": Measurement("bench.works.digests:run", "gửi thư trong ngày qua SMTP", 10_000, "thư"),
    "reading": Measurement("bench.works.reading:run", "số liệu, status, bảng điều hành, trang tình hình", 10_000),
    "report": Measurement("bench.works.report:run", "báo cáo Word", 10_000),
    "deadline": Measurement(
        "bench.works.deadline_hour:run", "giờ cuối trước hạn: 50 người gửi báo cáo", 300, "lần gửi", least=10
    ),
    "up": Measurement("bench.works.start:run", "dondoc up đến khi mở được trang", 1, "lần", least=1),
    "commands": Measurement("bench.works.commands:run", "--help, plan check", 1, "lần", least=1),
    "years": Measurement("bench.works.years:run", "tám năm của một tỉnh so với một năm", 8, "năm", least=2),
    "peer-prefect": Measurement(_PEER, "mỗi phiếu một tác vụ Prefect", 200, peer="prefect_tasks"),
    "peer-apscheduler": Measurement(_PEER, "mỗi phiếu một việc APScheduler", 1_000, peer="apscheduler_jobs"),
    "peer-redis": Measurement(_PEER, "mỗi phiếu một bản tin Redis", 2_000, peer="redis_messages"),
    "peer-pandas": Measurement(_PEER, "tính trong bộ nhớ bằng pandas", 10_000, peer="pandas_frame"),
}
"""Every measurement by its name in `dondoc bench NAME`."""
