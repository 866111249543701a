"""Letters of a day to a mail server on this machine, beside `smtplib` over one connection and beside a plain Apprise loop.

Every agency has a letter of five lines. The work words them, hands each over once, and keeps what became of each in the
database before the next is handed over; the floor sends as many letters of the same octets, and keeps nothing. The rates
are of seconds, not of processors: a letter waits for the server's answer and for the disk.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.lines import Goal, Line, ratio_line
from bench.made_up.provinces import Shape, quarterly_times
from bench.measuring import Cost, Stopwatch, guard_same
from bench.setting import Setting
from bench.works.mail_sink import mail_sink

DAY = date(2025, 3, 3)
"""The Monday on which a quarter's reports have opened: each agency is asked for the first time."""
TASKS = 5
LEAST_OF_SMTPLIB, LEAST_OF_APPRISE = 0.5, 100.0
PLAIN_LETTERS = 4
"""How many letters the plain loop sends: it waits 5.5 seconds before each but the first."""


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure `size` letters."""
    name = f"letters-{size}"
    setting.ensure(name, "bench.works.digests:make", size=size)
    with setting.shelf.copy(name) as home, setting.room() as room:
        with mail_sink(room / "took") as port:
            cost = setting.measure("bench.works.digests:product", **setting.given(home), port=port)
        took = json.loads((room / "took").read_text(encoding="utf-8"))
        cost = Cost(cost.wall, cost.cpu, cost.peak, {**cost.done, "letters": took["letters"]})
        octets = took["octets"] // max(1, took["letters"])
        with mail_sink(room / "floor") as port:
            floor = setting.measure("bench.works.digests:bare", port=port, letters=took["letters"], octets=octets)
        with mail_sink(room / "plain") as port:
            plain = setting.measure("bench.works.digests:plain_apprise", port=port, letters=PLAIN_LETTERS)
    guard_same(cost, floor, "letters")
    rate = _rate(cost)
    yield Line(
        "digests by SMTP",
        size,
        setting.store,
        cost,
        floor,
        rate / _rate(floor),
        Goal("rate", LEAST_OF_SMTPLIB, at_least=True),
    )
    yield ratio_line("digests by SMTP: processor", size, setting.store, cost, floor, None)
    goal = Goal("rate", LEAST_OF_APPRISE, at_least=True)
    yield Line("digests by SMTP: a plain Apprise loop", size, setting.store, cost, plain, rate / _rate(plain), goal)


def _rate(cost: Cost) -> float:
    return cost.done["letters"] / max(cost.wall, 1e-6)


def make(_watch: Stopwatch, folder: str, url: str, size: int) -> dict[str, int]:
    """Make a home in which `size` letters are ready to leave."""
    from bench.made_up.homes import MadeHome, make_home
    from flows.round import SEND, STEPS, begin_round
    from flows.steps import run_steps
    from models.clock import ROUND_AT, moment_on

    provinces = max(1, min(34, size // 300))
    shape = Shape(provinces, max(1, size // provinces), TASKS)
    home = MadeHome(Path(folder), url)
    make_home(home, shape, quarterly_times(TASKS), DAY, seed=1, opened=False)
    with home.open(DAY) as office:
        current = begin_round(office, moment_on(DAY, ROUND_AT))
        list(run_steps([step for step in STEPS if step is not SEND], current, current.note))
    return {"size": shape.size}


def product(watch: Stopwatch, folder: str, url: str, port: int) -> dict[str, int]:
    """Send what is ready as the round does, to a mail server."""
    from bench.made_up.homes import MadeHome
    from bench.statements import counted
    from flows.acts.open_home import load_plans, post_of
    from models.clock import ROUND_AT, Clock, moment_on
    from notifications.channels.apprise_channel import mail_channel
    from notifications.outbox.sending import deliver_letters

    with MadeHome(Path(folder), url).open(DAY) as office, counted(office.database) as statements:
        post, now = post_of(office, load_plans(office)), moment_on(DAY, ROUND_AT)
        channel = mail_channel(f"mailto://127.0.0.1:{port}?from=don-doc@tinh.example.vn&mode=insecure")
        with watch.running():
            done = deliver_letters(office.database, channel, post, DAY, now, Clock().now)
        return {"sent": done.sent, "failed": done.failed, "statements": statements.count}


def bare(watch: Stopwatch, port: int, letters: int, octets: int) -> dict[str, int]:
    """Send as many letters of as many octets over one connection."""
    import smtplib

    head = "From: <don-doc@tinh.example.vn>\r\nSubject: x\r\n\r\n"
    body = (("x" * 74 + "\r\n") * (octets // 76 + 1))[: max(1, octets - len(head))]
    with smtplib.SMTP("127.0.0.1", port, "[127.0.0.1]") as server, watch.running():
        for number in range(letters):
            server.sendmail("don-doc@tinh.example.vn", f"co-quan-{number}@example.invalid", head + body)
    return {"letters": letters}


def plain_apprise(watch: Stopwatch, port: int, letters: int) -> dict[str, int]:
    """Send letters as Apprise's first page shows it: one object, one call a letter."""
    import apprise

    address = f"mailto://127.0.0.1:{port}?from=don-doc@tinh.example.vn&mode=insecure&to=van-thu@co-quan.example.vn"
    sender = apprise.Apprise()
    sender.add(address)
    with watch.running():
        for number in range(letters):
            sender.notify("Kính gửi quý cơ quan: đề nghị báo cáo.", title=f"Nhắc báo cáo {number}")
    return {"letters": letters}
