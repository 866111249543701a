"""Every measurement by name, in the order of the table of goals: where it is, what it is called, at which sizes it runs.

A new one is a module in `bench/works/` or `bench/peers/` and an entry here.
"""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.lines import Line
from bench.setting import Setting


@dataclass(frozen=True)
class Measurement:
    """A measurement: `module:function` takes the setting and a size, and yields its lines.

    `size` is the usual one, in what `unit` says; `counts_the_store` tells that it means something on each database.
    """

    place: str
    summary: str
    size: int
    unit: str = "phiếu"
    counts_the_store: bool = True

    def run(self, setting: Setting, size: int) -> Iterator[Line]:
        """Measure at a size."""
        module, _, function = self.place.partition(":")
        work: Callable[[Setting, int], Iterator[Line]] = getattr(importlib.import_module(module), function)
        yield from work(setting, size)


MEASUREMENTS = {
    "round": Measurement("bench.works.round_day:run_normal", "đợt đôn đốc ngày thường", 10_000),
    "quiet": Measurement("bench.works.round_day:run_quiet", "đợt đôn đốc ngày không có gì đến hạn", 10_000),
    "opening": Measurement("bench.works.opening:run", "mở phiếu của một quý", 10_000),
    "digests": Measurement("bench.works.digests:run", "gửi thư trong ngày qua SMTP", 10_000, "thư"),
    "reading": Measurement("bench.works.reading:run", "số liệu, status, bảng điều hành, trang tình hình", 10_000),
    "report": Measurement("bench.works.report:run", "báo cáo Word", 10_000),
    "commands": Measurement("bench.works.commands:run", "--help, plan check", 1, "lần"),
}
"""Every measurement by its name in `dondoc bench NAME`."""
