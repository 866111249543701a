"""People whom the office lets in under their own name."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0032"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; readers of the board that the settings name enter it when the home is opened."""
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("access", sa.String(length=20), nullable=False),
        *(
            sa.Column(name, AutoString(), nullable=False)
            for name in ("agency", "name", "post", "address", "fields", "source")
        ),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("given_by", AutoString(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_access_grant_code")),
    )
