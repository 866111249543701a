"""Whether the program that runs in a home now serves what the settings say."""

from collections.abc import Iterator

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding
from flows.acts.open_home import OpenHome
from models.audit.share_mark import OLD_COPY, is_old_copy
from models.kept_addresses import machines_now, read_kept, runs_now
from models.settings import open_home
from models.store.prefect_file import is_whole, prefect_file
from models.web_address import is_open_to_network, local_host
from notifications.links import ALIVE_PATH
from notifications.outbox.reach import answers_anything, why_unanswered


def examine_ui(office: OpenHome) -> Iterator[Finding]:
    """Yield whether Prefect's UI is open to the network, where its password goes as it is typed."""
    if is_open_to_network(office.home.settings.host):
        yield Finding(
            NOTE,
            f"{office.home.place_of('host')}: giao diện theo dõi mở ra mạng và mật khẩu của nó đi trên mạng không được mã hóa.",
            "Hãy bỏ host và dùng web_host cho trang báo cáo, ui_url cho giao diện theo dõi.",
        )


def examine_prefect(office: OpenHome) -> Iterator[Finding]:
    """Yield that Prefect's own database is damaged, where it is: without it no round is begun by the clock."""
    file = prefect_file(office.home.path)
    if not is_whole(file):
        yield Finding(
            BROKEN,
            f"Cơ sở dữ liệu của Prefect ({file}) bị hỏng nên lịch chạy và giao diện theo dõi có thể đã dừng.",
            "Hãy dừng rồi chạy lại dondoc up: tệp hỏng được để riêng, Prefect lập tệp mới; phiếu báo cáo và thư không mất gì.",
        )


def examine_running(office: OpenHome) -> Iterator[Finding]:
    """Yield whether the program that runs in the home now serves its pages, under the addresses of the settings."""
    with office.database.read() as session:
        if is_old_copy(session, office.home):
            yield Finding(BROKEN, OLD_COPY.format(office.home.path))
    if there := machines_now(office.home.path):
        yield Finding(GOOD, f"Các máy đang chạy với thư mục dữ liệu này: {', '.join(there)}.")
    if not runs_now(office.home.path):
        return
    runs = office.home.settings
    wanted = open_home(office.home.path, starts=True)
    for name, value in read_kept(office.home.path).items():
        asked = getattr(wanted.settings, name)
        if asked and asked != value:
            yield Finding(
                NOTE,
                f"Chương trình đang chạy với {name} = {value}, còn {wanted.place_of(name)} ghi {asked}; thư mang địa chỉ đang chạy.",
                "Hãy dừng rồi chạy lại dondoc up để dùng thiết lập mới.",
            )
    yield _prefects_server(office)
    address = f"http://{local_host(office.home.page_host)}:{runs.web_port}"
    if reason := why_unanswered(address + ALIVE_PATH):
        yield Finding(
            BROKEN,
            f"dondoc up đang chạy nhưng trang báo cáo ở {address} không mở được: {reason}.",
            "Hãy xem thông báo của dondoc up, rồi dừng và chạy lại.",
        )
    else:
        yield Finding(GOOD, f"Trang báo cáo đang chạy ở {address}.")


def _prefects_server(office: OpenHome) -> Finding:
    """Return whether Prefect's server, without which no round is begun by the clock, answers anything at all."""
    settings = office.home.settings
    address = settings.prefect_url or f"http://{local_host(settings.host)}:{settings.port}"
    if answers_anything(f"{address}/api/health"):
        return Finding(GOOD, f"Máy chủ theo dõi (Prefect) đang chạy ở {address}.")
    return Finding(
        BROKEN,
        f"dondoc up đang chạy nhưng máy chủ theo dõi (Prefect) ở {address} không phản hồi.",
        f"Hãy xem {office.home.path / 'logs' / 'server.log'}; chương trình tự khởi động lại nó sau vài phút.",
    )
