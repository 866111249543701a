"""The office's call list on its page: whom, what is owed, the last contact; one press records a call."""

import re
from datetime import date, time

from models.audit.views import View, append_view
from models.clock import moment_on
from notifications.links import ANSWER
from tests.homes.pages.desks import Desks, form_of
from tests.homes.pages.visitor import HEALTH, text_of

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}
RUNG = date(2023, 6, 19)
"""The third working day after 14/6/2023."""
PHONES = """agency,name,post,head,channel,address,from,to,phone
so-y-te,Lê Văn C,Chánh Văn phòng,,email,c@syt.example.vn,,,0204 3854 001
"""


def part_of(desks: Desks, agency: str = HEALTH) -> str:
    """Return what the page says of one agency that is to be called."""
    page = desks.browser.get(desks.office())
    start = page.text.find(f'id="call-{agency}"')
    return text_of_part(page.text[start : page.text.index("</article>", start)]) if start > 0 else ""


def text_of_part(part: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", part[part.index(">") + 1 :]).split())


def test_a_press_records_who_called_and_takes_the_agency_from_the_list(desks: Desks) -> None:
    (desks.home.path / "contacts.csv").write_text(PHONES, encoding="utf-8")
    desks.move_to(RUNG)
    seen_at = moment_on(date(2023, 6, 6), time(9, 5))
    append_view(desks.home, View(seen_at, f"{HEALTH}/deputy", ANSWER, "page", "abc"))
    said = part_of(desks)
    assert said.startswith("Sở Y tế 10 báo cáo, quá hạn nhiều nhất 5 ngày: II.1.a, II.1.b")
    assert "Lê Văn C (Chánh Văn phòng): 0204 3854 001" in said
    assert (
        "Liên hệ trước đây: chưa gửi được thư nào; trang được mở gần nhất lúc 09:05 ngày 06/6/2023; chưa gọi lần nào."
        in said
    )
    address = desks.office()
    form = form_of(desks.browser.get(address).text, "calls") | HANH
    typed = {f"promised-{HEALTH}": "31/6/2023", f"note-{HEALTH}": "Gặp anh C", "press": HEALTH}
    refused = desks.send(address, form | typed)
    assert refused.status_code == 422
    assert "Ngày hẹn không phải một ngày" in text_of(refused)
    assert 'value="31/6/2023"' in refused.text
    assert desks.send(address, form | typed | {"press": ""}).status_code == 422
    assert desks.send(address, form | typed | {"press": HEALTH, "name": " "}).status_code == 422
    taken = desks.send(address, form | typed | {f"promised-{HEALTH}": "22/6/2023"})
    assert "gọi điện 1 lần" in desks.follow(address, taken)
    assert part_of(desks) == ""
    (act,) = desks.acts("call")
    assert (act.agency, act.name, act.detail) == (HEALTH, HANH["name"], "hẹn ngày 22/6/2023: Gặp anh C")
    desks.move_to(date(2023, 6, 23))
    assert "gọi gần nhất ngày 19/6/2023, Lê Thị Hạnh (Phó Chánh Văn phòng), hẹn ngày 22/6/2023: Gặp anh C" in part_of(
        desks
    )
