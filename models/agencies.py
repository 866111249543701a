"""Agencies of several provinces in one home: a code is unique within its province only.

In letters, links and the address book an agency of the home's own province goes by its code alone, one of another
province as `province:code`. The own province is that of the first plan the settings name.
"""

SEPARATOR = ":"


def name_in_home(own: str, province: str, code: str) -> str:
    """Return the name under which a home of the province `own` knows an agency: `so-y-te`, `lao-cai:cong-an-tinh`."""
    return code if province == own else f"{province}{SEPARATOR}{code}"


def province_and_code(own: str, name: str) -> tuple[str, str]:
    """Return the province and the code of an agency from its name in a home of the province `own`."""
    province, separator, code = name.rpartition(SEPARATOR)
    return (province, code) if separator else (own, code)
