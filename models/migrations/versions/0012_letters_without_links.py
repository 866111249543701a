"""Letters are kept without the links that they carried."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LINK = re.compile(r"https?://[^\s()<>]*/(?P<page>tra-loi|theo-doi|van-phong)/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")
_PURPOSES = {"tra-loi": "answer", "theo-doi": "judge", "van-phong": "office"}


def upgrade() -> None:
    """Put a mark in the place of each link: whoever reads the table, or a copy of it, comes in nowhere."""
    database = op.get_bind()
    if database.dialect.name == "sqlite":
        # Else the old texts would stay in pages of the file that are free.
        database.exec_driver_sql("PRAGMA secure_delete=ON")
    letter = sa.table(
        "letter", sa.column("id"), sa.column("recipient"), sa.column("written_on", sa.Date), sa.column("body")
    )
    for number, recipient, on, body in database.execute(sa.select(letter)).all():

        def mark(found: re.Match[str], day: str = on.isoformat(), whose: str = recipient) -> str:
            return f"https://lien-ket.invalid/{_PURPOSES[found['page']]}/{day}/{whose}"

        if (marked := _LINK.sub(mark, body)) != body:
            database.execute(sa.update(letter).where(letter.c.id == number).values(body=marked))
