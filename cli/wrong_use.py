"""What typer says of itself, in Vietnamese: its help pages, and its refusals of a wrong option or a missing one."""

import re

import typer

UsageError: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "UsageError")
"""The base of every refusal that typer itself makes; typer does not export it under a public name."""

_CHROME = (
    ("Usage:", "Cách dùng:"),
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("COMMAND [ARGS]...", "LỆNH …"),
    ("Arguments:", "Tham số:"),
    ("Options:", "Tùy chọn:"),
    ("Commands:", "Các lệnh:"),
    ("Show this message and exit.", "Hiện hướng dẫn này."),
    ("[required]", "[bắt buộc]"),
    ("[default: ", "[mặc định: "),
)


def translate_help(text: str) -> str:
    """Return a help page of typer with its headings and marks in Vietnamese; the rest is ours already."""
    for english, vietnamese in _CHROME:
        text = text.replace(english, vietnamese)
    return re.sub(r" <(str|path)>", "", text)


def render_wrong_use(error: Exception) -> str:
    """Return typer's refusal as a Vietnamese sentence, with the command that shows the right use."""
    kind = type(error).__name__
    message = str(getattr(error, "message", ""))
    if kind == "NoArgsIsHelpError":
        return translate_help(message)
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "dondoc"
    return f"{_sentence(kind, message, error)} Gõ {path} --help để xem cách dùng."


def _sentence(kind: str, message: str, error: Exception) -> str:
    name = _option_or_argument(error)
    quoted = re.findall(r"'([^']*)'", message)
    if kind == "MissingParameter":
        return f"Thiếu {name}."
    if kind == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or ())
        return f"Không có tùy chọn {name}" + (f" (có phải {near} không?)." if near else ".")
    if kind == "BadOptionUsage":
        return f"Tùy chọn {name} thiếu giá trị hoặc dùng sai."
    if message.startswith("No such command"):
        return f"Không có lệnh «{quoted[0] if quoted else ''}»."
    if message.startswith("Missing command"):
        return "Thiếu tên lệnh."
    if "extra argument" in message:
        extra = re.search(r"\(([^()]*)\)$", message)
        return f"Thừa tham số «{extra[1] if extra else message}»."
    return f"Giá trị của {name} không dùng được." if name else "Dùng lệnh chưa đúng."


def _option_or_argument(error: Exception) -> str:
    option = getattr(error, "option_name", None)
    if option:
        return str(option)
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return f"tham số {parameter.metavar or parameter.name.upper()}"
