"""The door: `dondoc <command> …`. Only the module of the command that was asked for is imported."""

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.environment import unreadable_variables
from models.files import keep_private
from models.store.garbage import look_for_garbage_seldom

if TYPE_CHECKING:
    import typer


@dataclass(frozen=True)
class Command:
    """Where a command is: the module and its `app` (a typer app), or a function that takes the arguments as they are."""

    module: str
    summary: str
    function: str = ""


COMMANDS = {
    "up": Command("cli.running.up", "chạy tất cả: dữ liệu, giao diện theo dõi, lịch chạy, trang báo cáo"),
    "deploy": Command("cli.running.deploy", "đặt các việc theo lịch vào nhóm máy, cho nhiều máy cùng chạy"),
    "go-live": Command("cli.running.go_live", "bắt đầu gửi thư: còn thiếu gì, sẽ gửi cho ai; diễn tập; bắt đầu"),
    "round": Command("cli.running.round", "chạy một đợt đôn đốc ngay, không cần giao diện"),
    "status": Command("cli.running.status", "xem tình hình thực hiện ở một ngày"),
    "report": Command("cli.running.report", "viết báo cáo tóm tắt gửi Chủ tịch UBND tỉnh"),
    "letters": Command("cli.running.letters", "in công văn đôn đốc kèm mã QR, ghi số công văn đã gửi"),
    "measure": Command("cli.measuring.measure", "đo kết quả sau mỗi lần nhắc, đôn đốc"),
    "bench": Command("cli.measuring.bench", "đo tốc độ từng việc bên cạnh mức sàn, trên dữ liệu giả lập"),
    "outbox": Command("cli.running.outbox", "xem hộp thư đi, phát hành thư chờ"),
    "inbox": Command("cli.running.mail.inbox", "đọc hộp thư đến; địa chỉ bị trả lại thư, xác nhận địa chỉ vẫn dùng"),
    "request": Command("cli.acts.request", "yêu cầu đột xuất: hỏi các cơ quan, hạn báo cáo"),
    "incident": Command("cli.acts.incident", "sự cố: báo, xem, kết thúc theo dõi"),
    "answer": Command("cli.acts.answer", "ghi báo cáo nhận qua điện thoại; xem một cơ quan còn phải báo cáo gì"),
    "received": Command(
        "cli.acts.received", "ghi cơ quan đã nhận, ai xử lý, hẹn ngày nào; xem cơ quan chưa có phản hồi"
    ),
    "accept": Command("cli.acts.accept", "ghi xác nhận một báo cáo; xem báo cáo nào chờ xác nhận"),
    "return": Command("cli.acts.return_", "ghi trả lại một báo cáo, kèm lý do và hạn báo cáo lại"),
    "extend": Command("cli.acts.extend", "gia hạn: ghi đề nghị, ghi quyết định, xem đề nghị đang chờ"),
    "deputy": Command("cli.acts.deputy", "người báo cáo thay: xem, xác nhận thay cơ quan, kết thúc"),
    "cause": Command("cli.acts.cause", "nguyên nhân khách quan: ghi chấp nhận, dừng đôn đốc một thời gian"),
    "calls": Command("cli.acts.calls", "gọi điện đôn đốc: cần gọi cơ quan nào, ghi đã gọi, hẹn ngày nào"),
    "waive": Command("cli.acts.waive", "miễn báo cáo một báo cáo theo văn bản"),
    "objection": Command("cli.acts.objection", "ý kiến «không thuộc nhiệm vụ»: ghi, quyết định, xem ý kiến đang chờ"),
    "refer": Command("cli.acts.refer", "trình cấp trên nội dung vượt thẩm quyền, ghi ý kiến chỉ đạo"),
    "handover": Command("cli.acts.handover", "bàn giao nhiệm vụ cho cơ quan khác theo văn bản"),
    "calendar": Command("cli.plans.calendar", "lịch nghỉ đổi thì báo cáo nào đổi ngày; áp dụng"),
    "doctor": Command("cli.running.doctor", "kiểm tra thư mục dữ liệu: việc gì cần xem lại"),
    "backup": Command("cli.running.keeping.backup", "sao lưu cả thư mục dữ liệu thành một tệp, thử khôi phục ngay"),
    "archive": Command(
        "cli.running.keeping.archive", "lưu hồ sơ một năm đã khép thành một tệp mở được không cần chương trình"
    ),
    "restore": Command("cli.running.keeping.restore", "khôi phục một bản sao lưu vào thư mục dữ liệu trống"),
    "move": Command("cli.running.keeping.move", "chuyển sang PostgreSQL hoặc về SQLite, đối chiếu trước khi đổi"),
    "bundle": Command("cli.running.keeping.bundle", "đóng chương trình thành một tệp để cài trên máy không có mạng"),
    "version": Command(
        "cli.running.keeping.version", "phiên bản chương trình, thư viện, Python, cơ sở dữ liệu, lịch nghỉ"
    ),
    "links": Command("cli.running.links", "liên kết của các cơ quan: in, gửi lại, thu hồi, đổi khóa"),
    "people": Command("cli.running.people.people", "người được cấp quyền riêng: xem, cấp, thôi cấp"),
    "audit": Command("cli.running.audit", "nhật ký: ai đã làm gì, ai đã xem trang nào"),
    "contacts": Command("cli.running.contacts", "kiểm tra danh bạ liên hệ"),
    "plan": Command("cli.plans.plan", "kiểm tra kế hoạch, xem nhiệm vụ, hạn và cách tính hạn"),
    "test": Command("cli.running.test", "chạy toàn bộ phép thử của chương trình", function="run_tests"),
}
"""Every command by name, in the order in which the help shows them."""


def main(args: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 the answer is no or errors were found, 2 wrong use."""
    if unreadable := [arg for arg in args if _is_broken(arg)]:
        print(_NOT_UTF_8.format(unreadable[0].encode("utf-8", "replace").decode()), file=sys.stderr)
        return 2
    if unreadable := unreadable_variables(os.environ):
        print("\n".join(unreadable), file=sys.stderr)
        return 2
    if not args or args[0] in ("--help", "-h", "help"):
        print(render_help(), file=sys.stdout if args else sys.stderr)
        return 0 if args else 2
    name, *rest = args
    command = COMMANDS.get(name)
    if command is None:
        from plan.language.reading import nearest

        print(f"Không có lệnh «{name}»{nearest(name, COMMANDS)}. Gõ dondoc --help để xem các lệnh.", file=sys.stderr)
        return 2
    keep_private()
    module = importlib.import_module(command.module)
    if command.function:
        return int(getattr(module, command.function)(rest))
    return _run_app(module.app, name, rest)


_NOT_UTF_8 = (
    "Tham số «{}» không phải chữ UTF-8 nên không đọc được; chưa ghi nhận gì. Hãy đặt bảng mã của cửa sổ lệnh là UTF-8 "
    "(PuTTY: Window → Translation → UTF-8; tệp lệnh: lưu lại dạng UTF-8), rồi gõ lại."
)


def _is_broken(argument: str) -> bool:
    """Tell whether an argument came in another encoding than UTF-8: Python then has halves of characters in it."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return True
    return False


def render_help() -> str:
    """Return the list of commands."""
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        ["Cách dùng: dondoc LỆNH …", "", "Các lệnh:", *lines, "", "Xem cách dùng một lệnh: dondoc LỆNH --help"]
    )


def _run_app(app: "typer.Typer", name: str, args: Sequence[str]) -> int:
    import typer

    from cli.wrong_use import UsageError, render_wrong_use, translate_help

    command = typer.main.get_command(app)
    asks_for_help = "--help" in args
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown) if asks_for_help else contextlib.nullcontext():
            code = command.main(args=list(args), prog_name=f"dondoc {name}", standalone_mode=False)
    except UsageError as error:
        print(render_wrong_use(error), file=sys.stderr)
        return 2
    except typer.Abort:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return 1
    except Exception as error:
        from flows.faults import sentence_of, speak

        if not (words := speak(error)):
            raise
        print(sentence_of(words), file=sys.stderr)
        return 1
    print(translate_help(shown.getvalue()), end="")
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    look_for_garbage_seldom()
    sys.exit(main(sys.argv[1:]))
