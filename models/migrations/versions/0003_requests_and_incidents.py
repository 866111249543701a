"""Requests and incidents."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of requests and incidents; a check-in may be due at a moment, a letter be of a matter of its own."""
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matter", AutoString(), nullable=False, server_default=""))
        batch_op.drop_constraint(op.f("uq_letter_recipient"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_letter_recipient"), ["recipient", "channel", "written_on", "matter"])
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("asked_by", _stored("asker", "office", "chairman"), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("parties", AutoString(), nullable=False),
        sa.Column("agencies", AutoString(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_request_year")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_request_fingerprint")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("severity", _stored("severity", "ordinary", "serious"), nullable=False),
        sa.Column("detected_at", UTCDateTime(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("state", _stored("incidentstate", "open", "closed"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_incident_year")),
        sa.UniqueConstraint(
            "province", "plan", "ref", "agency", "detected_at", "title", name=op.f("uq_incident_province")
        ),
    )
    op.create_table(
        "incident_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("happened_at", UTCDateTime(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("actor", AutoString(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_event_incident_id_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_event")),
        sa.UniqueConstraint("incident_id", "kind", name=op.f("uq_incident_event_incident_id")),
    )
    op.create_table(
        "incident_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("step", AutoString(), nullable=False),
        sa.Column("rung", AutoString(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("reached_at", UTCDateTime(), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("outcome", _stored("outcome", "queued", "sent", "skipped"), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_notice_incident_id_incident")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_incident_notice_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notice")),
        sa.UniqueConstraint(
            "incident_id", "step", "rung", "due_on", "recipient", "channel", name=op.f("uq_incident_notice_incident_id")
        ),
    )
    with op.batch_alter_table("incident_notice", schema=None) as batch_op:
        batch_op.create_index("ix_incident_notice_letter_id", ["letter_id"], unique=False)


def _stored(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20)
