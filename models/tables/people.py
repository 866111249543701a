"""The table of people who come in under their own name, beside the agencies (see `models.tables.core`)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record, stored


class Access(StrEnum):
    """As what somebody comes in; what he may see and do as that stands in `models.access.rights`."""

    AGENCY = "agency"
    DEPUTY = "deputy"
    TRACKER = "tracker"
    OFFICE = "office"
    CHAIRMAN = "chairman"
    VICE_CHAIRMAN = "vice-chairman"
    INSPECTOR = "inspector"
    READER = "reader"


class AccessGrant(Record, table=True):
    """A person whom the office let in: as what, since when, and until when; `number` counts a code's grants from 1.

    `agency` is the name in the home of the agency he works for, '' for the home's own office. `fields` are refs and codes
    of agencies, parted by commas: what his first view shows, '' for all. `source` tells who named him: '' the office by an
    act, `settings` a line of `board_readers`, `sign-in` a group of the province's directory. Personal data: name and address.
    """

    __tablename__ = "access_grant"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: int = Field(default=None, primary_key=True)
    code: str
    number: int
    access: Access = Field(sa_column=stored(Access))
    agency: str
    name: str
    post: str
    address: str
    fields: str
    source: str
    given_at: datetime
    given_by: str
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
