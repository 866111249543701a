"""Who follows up sees of whom nothing was heard, who opened the page, and who said that he has the matter."""

from models.promises.promises import promise
from models.promises.receipts import Handler, receive
from notifications.links import ANSWER, link_key, sign_link
from tests.homes.pages.desks import HOA, JUSTICE, MEDIA, Desks, bac_giang
from tests.homes.pages.visitor import HEALTH, LAST_DAY, text_of

BROWSER = {"user-agent": "Mozilla/5.0 (Android 14)", "accept-language": "vi-VN,vi;q=0.9", "sec-fetch-mode": "navigate"}
SCANNER = {"user-agent": "Mozilla/5.0 (Windows NT 10.0)"}


def look(desks: Desks, agency: str, headers: dict[str, str], method: str = "GET") -> None:
    address = "/tra-loi/" + sign_link(link_key(desks.home), agency, ANSWER, LAST_DAY)
    assert desks.browser.request(method, address, headers=headers).status_code == 200


def test_received_opened_by_a_person_and_silent_are_told_apart(desks: Desks) -> None:
    look(desks, JUSTICE, BROWSER)
    look(desks, MEDIA, SCANNER)
    look(desks, "so-xay-dung", BROWSER, "HEAD")
    look(desks, "so-xay-dung", BROWSER | {"sec-purpose": "prefetch"})
    first, second, now = desks.check_in("II.1.a"), desks.check_in("II.1.b"), desks.clock.now()
    with desks.database.write() as session:
        receive(session, [first], HEALTH, Handler("Lê Lan", "0912 345 678"), now, by=HOA, province="bac-giang")
        days = {second: desks.clock.day}
        promise(session, {"bac-giang": bac_giang()}, days, HEALTH, Handler(), now, by=HOA, province="bac-giang")
    for page in (desks.judge(), desks.office()):
        said = text_of(desks.browser.get(page))
        assert "Tiếp nhận và hẹn ngày gửi" in said
        assert "Lê Lan, điện thoại 0912 345 678; Nguyễn Thị Hòa 05/6/2023: 1 báo cáo" in said
        assert "(gần nhất 05/6/2023)" in said.partition("Sở Tư pháp")[2][:60]
        assert "gần nhất" not in said.partition("Sở Thông tin và Truyền thông")[2][:60]
        assert "gần nhất" not in said.partition("Sở Xây dựng")[2][:60]
        assert ", 2 báo cáo đã nhận, 1 báo cáo đã hẹn ngày" in said
