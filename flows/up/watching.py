"""What `up` looks at in the processes under it besides that they live: whether each answers, and Prefect's database.

A process may hang without ending, and a file may be lost or spoilt under a server that goes on: then nobody would be chased,
and nobody would know. What stands in Prefect's database is only the history of runs, so another may begin in its place.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.names import FLOWS
from flows.up.many.lost_runs import ONLINE, ended_runs, give_up_ended, give_up_lost, workers_of
from flows.up.many.stations import worker_name
from flows.up.prefect_api import NoAnswerError, PrefectApi
from flows.up.prefect_settings import own_database
from flows.up.processes import works_for
from models.clock import Clock
from models.files import stamp_of_file, system_words
from models.settings import Home
from models.store.prefect_file import is_whole, looks_whole, put_file_aside
from models.web_address import local_host
from notifications.links import ALIVE_PATH

LOOK_SECONDS = 10.0
"""How often the processes are looked at, and how long each may take to answer."""
WHOLE_LOOK_SECONDS = 3600.0
"""How often all of Prefect's database is read."""
UNWELL_SECONDS = 180.0
"""After how long without an answer a process is started again: a busy machine is slow without being ill."""

ENDED_SECONDS = 60.0
"""How long a run may be under way after its process has ended: what it did is told within moments."""

NOTHING_LOST = (
    "Phiếu báo cáo, thư và số liệu không mất gì; giao diện theo dõi chỉ mất lịch sử các lượt chạy trước đây, và việc nào đã tắt "
    "ở đó thì hãy tắt lại"
)
HANGS = "không phản hồi đã {:.0f} phút; đang khởi động lại"
REPLACED = "Tệp cơ sở dữ liệu của Prefect không còn hoặc đã bị thay khi chương trình đang chạy; đang khởi động lại"
BROKEN_NOW = "Cơ sở dữ liệu của Prefect bị hỏng khi chương trình đang chạy; đang khởi động lại"


def begin_anew_where_damaged(home: Home) -> str:
    """Let Prefect begin a new database where its own cannot be read or is gone; return that in a sentence, else ''.

    To be called while no server works in it. A damaged file is put aside, not deleted; where even that cannot be done
    it stays, and the server will not start.
    """
    file = own_database(home)
    if file is None or not file.parent.is_dir():
        return ""
    if stamp_of_file(file) is None:
        return f"Không còn tệp cơ sở dữ liệu của Prefect ({file}) nên Prefect lập tệp mới. {NOTHING_LOST}."
    if is_whole(file):
        return ""
    try:
        aside = put_file_aside(file, Clock().now())
    except OSError as error:
        return (
            f"Cơ sở dữ liệu của Prefect ({file}) bị hỏng mà không để riêng được ({system_words(error)}); hãy sửa quyền của thư mục "
            "hoặc chuyển tệp này đi nơi khác rồi chạy lại."
        )
    return (
        f"Cơ sở dữ liệu của Prefect bị hỏng nên đã để riêng ở {aside}, và Prefect lập tệp mới. {NOTHING_LOST}; "
        "nên kiểm tra ổ đĩa của máy chủ."
    )


@dataclass
class Watch:
    """Looks at the processes under one `up`, one after another, every `LOOK_SECONDS`."""

    home: Home
    api: PrefectApi
    names: tuple[str, ...] = ("server", "web", "runner")
    """The processes that there are."""
    folder: Path | None = None
    """What they keep their own things in; the home where none is named."""
    _looked: float = 0.0
    """When they were last looked at."""
    _since: dict[str, float] = field(default_factory=dict)
    """Since when each process has not answered."""
    _stamp: tuple[int, int] | None = None
    """Which file the server works in, once it has answered."""
    _looked_spoilt: bool = False
    _ended: dict[str, float] = field(default_factory=dict)
    """Since when each run's process has ended without a word."""
    _answers: bool = False
    """Whether the server has answered at the last look."""
    _read_whole: float = 0.0
    """When all of the file was last read."""

    @property
    def is_another_database(self) -> bool:
        """Tell whether the file that the server works in was taken away or replaced since it last answered."""
        file = own_database(self.home)
        return file is not None and self._stamp is not None and stamp_of_file(file) != self._stamp

    def forget(self, name: str) -> None:
        """Begin anew with a process that was started again."""
        self._since.pop(name, None)
        if name == "server":
            self._stamp, self._looked_spoilt = None, False

    def unwell(self) -> Iterator[tuple[str, str]]:
        """Yield the processes that must be started again, each with why. With another database the runner must, too."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        file = own_database(self.home) if "server" in self.names else None
        self._answers = self._server_answers()
        self._looked = time.monotonic()
        if file and self.is_another_database:
            yield "server", REPLACED
            return
        if file and self._is_spoilt(file, answers=self._answers):
            yield "server", BROKEN_NOW
            return
        if file and self._answers:
            self._stamp = stamp_of_file(file)
        looks = {"server": lambda: self._answers, "web": self._pages_answer, "runner": self._is_served}
        for name in self.names:
            # Without the server nobody knows how the runner fares.
            if name != "runner" or self._answers:
                yield from self._hangs(name, well=looks[name]())

    def lost_runs(self) -> int:
        """Give up the runs of workers that are gone, and return how many: asked of whatever machine, once after each look."""
        pool, answers, self._answers = self.home.settings.work_pool, self._answers, False
        if not pool or not answers or self.names == ("web",):
            return 0
        try:
            return give_up_lost(self.api, pool) + self._give_up_ended()
        except NoAnswerError:
            return 0

    def _give_up_ended(self) -> int:
        """Give up what a process of this machine was doing that has ended for some time, and never said so."""
        if "runner" not in self.names:
            return 0
        folder = self.folder or self.home.path
        ended = ended_runs(self.api, worker_name(self.home), lambda number: works_for(number, folder))
        now = time.monotonic()
        self._ended = {run: self._ended.get(run, now) for run in ended}
        return give_up_ended(self.api, [run for run, since in self._ended.items() if now - since > ENDED_SECONDS])

    def _is_spoilt(self, file: Path, *, answers: bool) -> bool:
        """Tell whether the file is damaged: all of it is read where the server does not answer, and now and then."""
        now = time.monotonic()
        if answers and now - self._read_whole < WHOLE_LOOK_SECONDS:
            before, self._looked_spoilt = self._looked_spoilt, not looks_whole(file)
            return before and self._looked_spoilt
        self._read_whole = now
        return not is_whole(file)

    def _hangs(self, name: str, *, well: bool) -> Iterator[tuple[str, str]]:
        now = time.monotonic()
        if well:
            self._since.pop(name, None)
        elif now - self._since.setdefault(name, now) > UNWELL_SECONDS:
            yield name, HANGS.format((now - self._since[name]) / 60)

    def _server_answers(self) -> bool:
        try:
            self.api.ask("/flow_runs/count", {}, timeout=LOOK_SECONDS)
        except NoAnswerError:
            return False
        return True

    def _is_served(self) -> bool:
        """Tell whether every flow has its deployment and a runner that asks for its runs; in a pool, whether ours lives."""
        try:
            if pool := self.home.settings.work_pool:
                return workers_of(self.api, pool).get(worker_name(self.home)) == ONLINE
            found = [self.api.find_deployment(flow, flow) for flow in FLOWS]
        except NoAnswerError:
            return True  # that is the server's matter
        return all(deployment is not None and deployment["status"] == "READY" for deployment in found)

    def _pages_answer(self) -> bool:
        """Tell whether the answer pages answer, whatever they say: what they say of the data is told by `doctor`."""
        address = f"http://{local_host(self.home.page_host)}:{self.home.settings.web_port}{ALIVE_PATH}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(address, timeout=LOOK_SECONDS):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
