"""When a home was last backed up, where to, and what is in the way of the next backup."""

import os
from collections.abc import Iterator
from datetime import timedelta

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding
from flows.acts.keeping.making import shelved
from flows.acts.open_home import OpenHome
from flows.faults import sentence_of
from models.backups import archive
from models.backups.outcome import last_outcome
from models.backups.passphrase import passphrase_of
from models.backups.shelf import Shelved
from models.clock import day_of, in_zone
from models.files import on_one_disk
from models.health.limits import BACKUP_OLD
from models.refusal import RefusedError
from plan.texts.written import format_decimal, format_moment

LAST = "Bản sao lưu gần nhất"
_BY_HAND = "Sao lưu ngay: dondoc backup."


def examine_backups(office: OpenHome) -> Iterator[Finding]:
    """Yield when a real home was last backed up, and whether that backup would be lost with the home."""
    if office.is_trial:
        return
    home = office.home
    folder = home.settings.backup_folder
    folders = [one for one in dict.fromkeys((folder, home.path / archive.FOLDER)) if one is not None]
    found = sorted((one for place in folders for one in shelved(place, home)), key=lambda one: one.made_at)
    outcome = last_outcome(home.path)
    if outcome is not None and outcome.why:
        made_since = found and found[-1].made_at > outcome.at
        when = format_moment(in_zone(outcome.at))
        told = f"Sao lưu tự động lúc {when} chưa làm được. {sentence_of(outcome.why)}"
        yield Finding(NOTE if made_since else BROKEN, told, _BY_HAND, day_of(outcome.at))
    if home.settings.backup_time is None:
        yield Finding(NOTE, f"{home.place_of('backup_at')}: chương trình không tự sao lưu.")
    elif folder is not None and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        place = home.place_of("backup_folder")
        yield Finding(
            BROKEN,
            f"{place}: thư mục sao lưu {folder} không có hoặc không ghi được.",
            "Hãy gắn ổ đĩa hoặc sửa quyền của thư mục.",
        )
    try:
        passphrase_of(home)
    except RefusedError as refused:
        yield Finding(BROKEN, str(refused), "Đến khi sửa xong thì chưa sao lưu được.")
    yield from _last(office, found)
    where = found[-1].file.parent if found else folders[0]
    if where.is_dir() and on_one_disk(where, home.path):
        yield Finding(
            NOTE,
            f"Bản sao lưu ở {where}, cùng ổ đĩa với thư mục dữ liệu: hỏng ổ đĩa là mất cả hai.",
            f'Hãy đặt backup_folder trong {home.path / "dondoc.toml"} tới ổ khác hoặc thư mục mạng, như backup_folder = "/mnt/sao-luu".',
        )


def _last(office: OpenHome, found: list[Shelved]) -> Iterator[Finding]:
    if not found:
        yield Finding(NOTE, f"{LAST}: chưa có bản nào.", _BY_HAND)
        return
    last = found[-1]
    age = office.clock.now() - last.made_at
    told = (
        f"{LAST}: {format_moment(in_zone(last.made_at))} ({_age(age)}), {last.file} "
        f"({format_decimal(last.size / 1_000_000)} MB{', đã mã hóa' if last.sealed else ''}); có {len(found)} bản."
    )
    if age > BACKUP_OLD:
        way_out = f"{_BY_HAND} Xem lượt «Sao lưu hằng ngày» trong giao diện theo dõi vì sao không chạy."
        is_off = office.home.settings.backup_time is None
        yield Finding(NOTE if is_off else BROKEN, told, way_out, day_of(last.made_at))
    else:
        yield Finding(GOOD, told)


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return "chưa đến một giờ trước"
    return f"{hours} giờ trước" if hours < 48 else f"{hours // 24} ngày trước"
