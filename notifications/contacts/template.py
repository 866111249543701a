"""An address book to be filled in: a row for each recipient that a home's plans may write to, without its address."""

from collections.abc import Sequence
from datetime import date

from models.agencies import name_in_home
from plan.parties import Register


def template_rows(registers: Sequence[Register], on: date) -> list[tuple[str, ...]]:
    """Return the rows below the header of `contacts.csv`, in its order of columns (`COLUMNS`, `OPTIONAL`).

    The first register is of the home's own province. Each agency that is there on the day `on` has a row for its
    official mailbox, named so that a clerk sees whose it is, and each province one for its Chairman; the address is
    left empty. Heads and persons are rows that an office adds.
    """
    own = registers[0].code
    rows: dict[tuple[str, ...], None] = {}
    for register in registers:
        there = [agency for agency in register.agencies.values() if agency.exists_on(on)]
        for code, name in [
            *((one.code, f"Văn thư {one.name}") for one in there),
            (register.chairman, "Thư ký Chủ tịch UBND tỉnh"),
        ]:
            rows[(name_in_home(own, register.code, code), name, "", "", "email", "", "", "", "")] = None
    return list(rows)
