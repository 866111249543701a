"""A home whose database an older program made: backed up before its tables are changed, and told in a sentence."""

from dataclasses import dataclass
from pathlib import Path

from flows.acts.keeping.making import usual_folder, write_tried
from flows.faults import describe_fault
from models.audit.share_mark import guard_mark
from models.backups.shelf import BEFORE_UPGRADE, free_place
from models.clock import Clock
from models.database import Database, newest_revision
from models.database_faults import DatabaseRefusedError
from models.kept_addresses import machines_now, runs_now
from models.refusal import RefusedError
from models.settings import Home
from plan.library import Library, check_plan


@dataclass(frozen=True)
class Upgraded:
    """That the tables were brought from one version to another; `backup` was made before, None where a person did without."""

    before: str
    after: str
    backup: Path | None

    @property
    def sentence(self) -> str:
        """What happened, where the backup is, and how to go back."""
        told = f"Đã nâng cấp cơ sở dữ liệu từ phiên bản {self.before} lên {self.after}"
        if self.backup is None:
            return f"{told}, không sao lưu trước."
        return (
            f"{told}; bản sao lưu trước khi nâng cấp: {self.backup}. Muốn quay lại: cài lại bản cũ, rồi "
            f"dondoc restore {self.backup.name} vào một thư mục mới."
        )


def bring_up(home: Home, database: Database, *, starts: bool = False, unsaved: bool = False) -> Upgraded | None:
    """Bring a home's tables to this program's version, after a backup where an older one made them.

    Return what was done, None where they were of this version or not there. `starts` is for the `up` that holds the home;
    with `unsaved` no backup is made. Raise SettingsError in an older copy of a shared home, DatabaseRefusedError, with nothing changed, for tables of a newer program, while
    another `up` works in the home, and where the backup cannot be made.
    """
    before = database.older_version()
    if not before:
        database.migrate()
        return None
    guard_mark(home, database)  # in an older copy of a shared home nothing tells of the machines that work in the share
    after = newest_revision()
    if not starts and runs_now(home.path):
        raise DatabaseRefusedError(
            f"Chương trình này mới hơn dondoc up đang chạy (cơ sở dữ liệu phiên bản {before}, bản này dùng {after}) nên chưa làm gì; "
            "hãy dừng dondoc up đang chạy, rồi chạy lại dondoc up để nâng cấp."
        )
    if there := machines_now(home.path):
        raise DatabaseRefusedError(
            f"Chương trình này mới hơn bản đang chạy ở máy {', '.join(there)} (cơ sở dữ liệu phiên bản {before}, bản này dùng "
            f"{after}) nên chưa làm gì; hãy dừng dondoc up trên các máy ấy, rồi chạy lại để nâng cấp."
        )
    backup = None if unsaved else _back_up(home, database, before, after)
    database.migrate()
    return Upgraded(before, after, backup)


def _back_up(home: Home, database: Database, before: str, after: str) -> Path:
    now = Clock().now()
    try:
        file = free_place(usual_folder(home), BEFORE_UPGRADE, now)
        return write_tried(home, database, file, _owner_by_files(home), now).file
    except RefusedError as refused:
        raise DatabaseRefusedError(
            f"Chưa nâng cấp cơ sở dữ liệu từ phiên bản {before} lên {after} vì chưa sao lưu được: {describe_fault(refused)}. Khắc phục "
            'rồi chạy lại; hoặc nâng cấp không sao lưu: dondoc up --without-backup --by "Họ và tên".'
        ) from None


def _owner_by_files(home: Home) -> tuple[str, str]:
    """Return the province and the office's code by the files of the home's plans: its tables are not this program's."""
    library = Library(home.plans)
    files = library.plan_files()
    for code in home.settings.plans:
        if code in files and (loaded := check_plan(files[code], library)[0]) is not None:
            return loaded.register.code, loaded.register.office
    return "", ""
