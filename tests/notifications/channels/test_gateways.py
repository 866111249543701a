"""Short messages: through a gateway on this machine, content-free, at our pace; no secret is told or logged."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from apprise.plugins.smpp import NotifySMPP

from flows.acts.open_home import open_office
from models.settings import SettingsError
from notifications.channels.apprise_channel import Delivery, mail_channel, mailbox_channel, send_letters
from notifications.channels.gateway_channel import Gateways, gateway_fault
from notifications.channels.gateway_urls import read_gateways
from notifications.wording.short_words import LONGEST, short_words
from tests.homes.letters.gateway import gateway
from tests.homes.letters.samples import LETTER

MAIL = "mailto://127.0.0.1:1?from=don-doc@tinh.gov.vn&mode=insecure"


@pytest.mark.real
def test_a_gateway_gets_the_number_and_a_few_words_and_its_password_is_told_nowhere(
    free_ports: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port = free_ports()
    urls = read_gateways(
        f"sms=json://an:mat-khau@127.0.0.1:{port}/bi-mat?:to={{address}}&:message=text zalo=json://127.0.0.1:1/bi-mat/{{address}}"
    )
    with gateway(port) as came:
        waits: list[float] = []
        ways = Gateways(urls, waits.append)
        assert [ways.send("sms", "+84912345678", text) for text in ("một", "hai")] == ["", ""]
        assert [(one["to"], one["text"]) for one in came] == [("+84912345678", "một"), ("+84912345678", "hai")]
        assert len(waits) == 1
        assert 0 < waits[0] <= 1
    with gateway(port, answer=500):
        said = [ways.send(name, "0912345678", "ba") for name in ("sms", "zalo", "telegram")]
    assert [one.startswith(f"Kênh «{name}» ") for one, name in zip(said, ("sms", "zalo", "telegram"), strict=True)] == [
        True
    ] * 3
    for secret in ("mat-khau", "bi-mat", "0912345678"):
        assert secret not in " ".join(said) + caplog.text
    assert gateway_fault("sms", urls["sms"]) == ""


@pytest.mark.real
def test_a_letter_to_a_gateway_leaves_beside_the_mail_and_in_a_trial_becomes_a_text_file(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(LETTER, address="sms:0912345678", short="Sở Y tế: 2 báo cáo")
    assert [one for _, one in send_letters([short], mailbox_channel(tmp_path))] == [Delivery("sent")]
    (file,) = tmp_path.iterdir()
    assert (file.suffix, file.read_text(encoding="utf-8")) == (".txt", "sms:0912345678\nSở Y tế: 2 báo cáo\n")
    port = free_ports()
    channel = replace(mail_channel(MAIL), gateways={"sms": f"json://127.0.0.1:{port}/?:to={{address}}"})
    monkeypatch.setattr("notifications.channels.apprise_channel.Carrier.make_ready", lambda _: None)
    with gateway(port) as came:
        assert [one.outcome for _, one in send_letters([short], channel)] == ["sent"]
    assert came[0]["message"] == "Sở Y tế: 2 báo cáo"


def test_a_short_message_counts_names_what_fits_and_keeps_its_link_whole() -> None:
    link = "https://don-doc.tinh.gov.vn/tra-loi/" + "a" * 100
    listed = "\n".join(
        f"- Hạn 14/6/2023 (còn 7 ngày), kỳ {n}, 1 báo cáo: II.{n}.đ (an ninh mạng), II.{n}.e" for n in range(1, 40)
    )
    body = f"Kính gửi **Sở Y tế**\n\n{listed}\n\n[Mở trang báo cáo]({link})\n\n**Cơ quan khác có báo cáo quá hạn**\n\n- Sở X: 1: IX.1\n"
    said = short_words("[Đôn đốc] Sở Y tế: 78 báo cáo quá hạn", body, plain=False)
    assert said.startswith("[Đôn đốc] Sở Y tế: 78 báo cáo quá hạn (II.1.đ, II.1.e, II.2.đ")
    assert said.endswith(f", …) {link}")
    assert len(said) <= LONGEST
    assert "IX.1" not in said
    plain = short_words("[Đôn đốc] Sở Y tế: 78 báo cáo quá hạn", body, plain=True)
    assert plain.isascii()
    assert plain.startswith("[Don doc] So Y te: 78 bao cao qua han (II.1.d")
    assert len(plain) <= LONGEST
    assert short_words("a" * 400, "", plain=False) == "a" * 303 + "…"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("json://may/{address}", "kênh thứ 1 thiếu tên ngắn"),
        ("email=json://may/{address}", "kênh thứ 1 thiếu tên ngắn"),
        ("sms=json://bi-mat/", "có {address} đúng một lần"),
        ("sms=mailto://a:bi-mat@b.vn/{address}", "không phải mailto"),
        ("sms=json://a/{address} sms=json://bi-mat/{address}", "được đặt hai lần"),
    ],
)
def test_a_wrong_gateway_is_told_without_its_password(
    tmp_path: Path, written: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_GATEWAYS", written)
    with pytest.raises(SettingsError, match="DONDOC_GATEWAYS: ") as refused, open_office(tmp_path / "home"):
        pass
    assert said in str(refused.value)
    assert "bi-mat" not in str(refused.value)


@pytest.mark.real
def test_a_zalo_bot_is_asked_as_its_interface_wants_it(free_ports: Callable[[], int]) -> None:
    port = free_ports()
    urls = read_gateways(
        f"zalo=json://127.0.0.1:{port}/bot12345689:abc-xyz/sendMessage?:chat_id={{address}}&:message=text"
    )
    with gateway(port) as came:
        assert Gateways(urls).send("zalo", "a1b2c3", "Sở Y tế: 2 báo cáo") == ""
    assert (came[0]["chat_id"], came[0]["text"]) == ("a1b2c3", "Sở Y tế: 2 báo cáo")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smpp://an:mk@10.0.0.5/0900000001/{address}", "cần thêm thư viện smpplib, không kèm theo chương trình"),
        ("zalo://token/{address}", "Apprise không có kênh zalo://; kênh nào có giao diện JSON"),
        ("tgram://{address}", "Apprise không hiểu địa chỉ tgram:// này"),
    ],
)
def test_a_gateway_that_cannot_be_used_says_what_it_lacks(url: str, said: str) -> None:
    assert said in gateway_fault("kenh", url)
    assert "mk" not in gateway_fault("kenh", url).replace("kênh", "")


def test_what_apprise_would_do_otherwise_than_its_url_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(url: str) -> NotifySMPP:
        return NotifySMPP(**NotifySMPP.parse_url(url))  # type: ignore[no-untyped-call]

    monkeypatch.setattr("notifications.channels.gateway_channel._plugin_of", made)
    told = {
        scheme: gateway_fault("sms", f"{scheme}/0900000001/{{address}}")
        for scheme in ("smpp://an:mk@10.0.0.5", "smpp://an:mk@10.0.0.5:2999", "smpps://an:mk@10.0.0.5")
    }
    plain, other_port, secure = told.values()
    assert plain == ""
    assert "luôn dùng cổng 2775" in other_port
    assert "không mã hóa gì" in secure
