"""What lies around the plans that are followed: files nobody reads, plans that wait, who cannot be written to, the disk."""

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding, listed
from flows.acts.open_home import OpenHome
from flows.acts.reports.letterheads import letterhead_file, letterheads_found
from models.check_ins.adoption import describe_plans_to_begin, plans_to_begin
from models.check_ins.calendar_changes import used_years
from models.files import open_to_others
from models.health.limits import ASKED_FROM_MONTH, LITTLE_ROOM, TOO_LITTLE_ROOM
from models.kept_addresses import MADE_HERE
from models.outbox.notices import chased_check_ins
from models.settings import SECRETS, Home
from notifications.outbox.due_notices import Post
from notifications.outbox.ladder_recipients import AGENCY, HEAD, named_by_ladder, without_address
from plan.library import LoadedPlan, unread_files
from plan.texts.written import format_decimal
from reports.calendar_warning import describe_unconfirmed, unconfirmed_years
from reports.forms.names import FORM_NAMES

_STARTING = {".env", ".sh", ".service", ".conf", ""}
_LONGEST_START = 64_000
"""What a file is called by which an office starts the program with its environment, and the longest that is looked into."""
_WORDS = {
    HEAD: "Danh bạ chưa ghi người đứng đầu của {count} cơ quan, nên thư gửi người đứng đầu đến địa chỉ chung: {names}.",
    "chairman": "Danh bạ chưa có địa chỉ của Chủ tịch UBND tỉnh, nên thư trình Chủ tịch chưa có nơi gửi.",
    "office": "Danh bạ chưa có địa chỉ của Văn phòng UBND tỉnh, là nơi nhận ở thang đôn đốc.",
    "tracker": "Danh bạ chưa có địa chỉ của cơ quan theo dõi, đôn đốc: {names}.",
}


def examine_files(office: OpenHome) -> Iterator[Finding]:
    """Yield the files of `plans/` that are not read, and the plans there that are not followed."""
    for told in unread_files(office.library):
        yield Finding(NOTE if told.warning else BROKEN, str(told))
    followed = office.home.settings.plans
    waiting = [
        code for code in office.library.own_files() if code not in followed and code in office.library.plan_files()
    ]
    for code in waiting:
        written = ", ".join(f'"{one}"' for one in (*followed, code))
        yield Finding(
            NOTE,
            f"Kế hoạch {code} có trong plans/ nhưng chưa được theo dõi.",
            f"Muốn theo dõi, hãy ghi vào dondoc.toml: plans = [{written}].",
        )


def examine_letterheads(office: OpenHome) -> Iterator[Finding]:
    """Yield whether reports can be written into the letterheads of the office's own, and those that nobody reads."""
    for name, fault, is_read in letterheads_found(office):
        if not is_read:
            forms = ", ".join(letterhead_file(office, form).name for form in FORM_NAMES)
            yield Finding(NOTE, f"Mẫu Word {name} không dùng cho báo cáo nào.", f"Tên các mẫu dùng được: {forms}.")
        elif fault:
            for line in fault.splitlines():
                yield Finding(BROKEN, f"Mẫu Word {line}", "Đến khi sửa xong, báo cáo viết theo thể thức chung.")
        else:
            yield Finding(GOOD, f"Mẫu Word {name} dùng được: đã điền thử các chỗ điền.")


def examine_recipients(office: OpenHome, post: Post, on: date) -> Iterator[Finding]:
    """Yield who is named by the ladder beside the agencies that owe, and has no address."""
    with office.database.read() as session:
        named = named_by_ladder(post, chased_check_ins(session), on)
    for word, who in without_address(post, named, on).items():
        if word == AGENCY:
            continue
        names = [post.addressee(recipient).name for recipient in who]
        sentence = _WORDS.get(word, "Danh bạ chưa có địa chỉ của nơi nhận ở thang đôn đốc: {names}.")
        told = sentence.format(count=len(names), names=listed(names))
        yield Finding(NOTE, told, "Hãy bổ sung vào contacts.csv.")


def examine_days(office: OpenHome, plans: Mapping[str, LoadedPlan], on: date) -> Iterator[Finding]:
    """Yield which plans begin later, and from November on whether the days off of next year are confirmed."""
    with office.database.read() as session:
        begin, used = plans_to_begin(session, on), used_years(session, on)
    yield from (Finding(NOTE, sentence) for sentence in describe_plans_to_begin(begin))
    if on.month >= ASKED_FROM_MONTH:
        calendars = [loaded.calendar for loaded in plans.values()]
        years = unconfirmed_years(calendars, {on.year + 1} - used)
        yield from (Finding(NOTE, sentence) for sentence in describe_unconfirmed(years))


def examine_machine(office: OpenHome) -> Iterator[Finding]:
    """Yield how much room the disk has left, and whether other accounts may read what the home holds."""
    free = shutil.disk_usage(office.home.path).free
    grade = BROKEN if free < TOO_LITTLE_ROOM else NOTE if free < LITTLE_ROOM else GOOD
    advice = "" if grade == GOOD else "Hãy dọn bớt hoặc chuyển thư mục dữ liệu sang đĩa khác."
    yield Finding(grade, f"Đĩa của thư mục dữ liệu còn trống {format_decimal(free / 1_000_000_000)} GB.", advice)
    folder = office.home.settings.log_folder
    if folder is not None and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        told = f"{office.home.place_of('log_folder')}: thư mục nhật ký sự kiện {folder} không có hoặc không ghi được, nên chưa ghi gì."
        yield Finding(BROKEN, told, "Hãy tạo thư mục hoặc sửa quyền, cho tài khoản chạy chương trình ghi được.")
    for place in open_to_others([office.home.path, *(office.home.path / name for name in MADE_HERE)]):
        mode = 700 if place.is_dir() else 600
        yield Finding(BROKEN, f"Tài khoản khác trên máy vào được {place}.", f"Hãy chạy chmod {mode} {place}.")
    for file, what in _secret_files(office.home):
        if file.stat().st_mode & 0o077:
            yield Finding(
                NOTE, f"Tài khoản khác trên máy đọc được {what} trong {file}.", "Hãy chạy chmod 600 cho tệp này."
            )


def _secret_files(home: Home) -> Iterator[tuple[Path, str]]:
    """Yield the files of the home that hold a secret and are the office's own: what it starts the program with."""
    for file in sorted(home.path.iterdir()):
        if file.suffix in _STARTING and file.is_file() and file.stat().st_size < _LONGEST_START:
            said = file.read_bytes()
            if any(f"DONDOC_{secret.upper()}".encode() in said for secret in SECRETS):
                yield file, "mật khẩu"
