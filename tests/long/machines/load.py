"""Load while machines fail: an agency whose words are saved again and again, at whichever pages answer."""

import re
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import cycle

import httpx
from sqlmodel import select

from models.tables.core import CheckIn
from notifications.links import ANSWER, PAGES, link_key, sign_link
from tests.homes.many.machines import Machine, SharedHome
from tests.homes.pages.visitor import fields_of

AGENCY = "so-1"
PAUSE = 0.2
_NUMBER = re.compile(r"Lần (\d+)\.")


class Load(threading.Thread):
    """Shows a page at one machine and saves its form at the next, with a number that grows; what was kept must be shown.

    `counts` tells how many forms were kept, how many pages were shown, refused with a page of ours (5xx), cut off, and how many shows
    told of an older number than one that was kept, which is a loss.
    """

    def __init__(self, shared: SharedHome, machines: Sequence[Machine]) -> None:
        super().__init__(daemon=True)
        with shared.opened() as office:
            token = sign_link(link_key(office.home), AGENCY, ANSWER, date(2023, 12, 31))
            with office.database.read() as session:
                self.line = session.exec(select(CheckIn.id).where(CheckIn.holder == AGENCY)).first()
        self.path, self.machines = f"/{PAGES[ANSWER]}/{token}", machines
        self.counts, self.over, self.kept = Counter[str](), threading.Event(), 0

    def run(self) -> None:
        """Go on until it is over."""
        number, asked = 0, cycle(self.machines)
        with httpx.Client(trust_env=False, timeout=40) as browser:
            while not self.over.wait(PAUSE):
                number += 1
                self._once(browser, next(asked).pages + self.path, next(asked).pages + self.path, number)

    def _once(self, browser: httpx.Client, showing: str, saving: str, number: int) -> None:
        try:
            shown = browser.get(showing)
            if shown.status_code != 200:
                self.counts[f"not shown, {shown.status_code}"] += 1
                return
            form = fields_of(shown.text)
            self.counts["shown"] += 1
            there = int(found[1]) if (found := _NUMBER.search(form.get(f"text-{self.line}", ""))) else 0
            self.counts["lost"] += there < self.kept
            sent = browser.post(saving, data=form | {f"text-{self.line}": f"Lần {number}.", "act": "save"})
        except httpx.TransportError:
            self.counts["cut off"] += 1
            return
        if sent.status_code == 303:
            self.kept = number
            self.counts["kept"] += 1
        else:
            self.counts[f"not kept, {sent.status_code}"] += 1

    def end(self) -> Counter[str]:
        """Let it end, and return the counts."""
        self.over.set()
        self.join(60)
        return self.counts
