"""Since when a real home sends letters; what it only seemed to send is taken back."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RECEIVED_BY_NOBODY = "lúc đó chưa có địa chỉ và máy chủ thư, chưa ai nhận được thư này"
_MADE_UP = "SELECT id FROM letter WHERE address LIKE '%@%example.invalid' AND state <> 'skipped'"
"""Letters to the addresses that stood in for those an office had not given yet: they lay in a folder, unread."""


def upgrade() -> None:
    """Give the home its state: live from its first letter that somebody could receive, being prepared where none was.

    In a real home what was written to made-up addresses is kept as skipped, and its notices wait again.
    """
    op.add_column("home", sa.Column("live_since", UTCDateTime(), nullable=True))
    connection = op.get_bind()
    is_real = connection.execute(sa.text("SELECT count(*) FROM home WHERE trial_day IS NULL")).scalar()
    if not is_real:
        return
    for table in ("notice", "incident_notice"):
        connection.execute(
            sa.text(
                f"UPDATE {table} SET outcome = 'queued', letter_id = NULL, reason = '' "  # noqa: S608  two tables of ours
                f"WHERE letter_id IN ({_MADE_UP})"
            )
        )
    connection.execute(
        sa.text(f"UPDATE letter SET state = 'skipped', reason = :reason WHERE id IN ({_MADE_UP})"),  # noqa: S608  as above
        {"reason": _RECEIVED_BY_NOBODY},
    )
    connection.execute(
        sa.text(
            "UPDATE home SET live_since = (SELECT min(coalesce(settled_at, written_at)) FROM letter WHERE state = 'sent')"
        )
    )
