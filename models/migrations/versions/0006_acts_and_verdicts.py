"""What agencies, trackers and the office do beside answering."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of verdicts, extensions, explanations, objections, deputies, contributions, revoked links and acts."""
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _stored("state", "open", "answered", "accepted", "returned", "waived", "superseded", "ownerless"),
            nullable=False,
        ),
        sa.Column("judge", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("judged_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_verdict_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("check_in_id", "version", name=op.f("uq_verdict_check_in_id")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", AutoString(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("asked_until", sa.Date(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("asked_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("ruling", _stored("ruling", "waiting", "granted", "refused"), nullable=False),
        sa.Column("granted_until", sa.Date(), nullable=True),
        sa.Column("decider", AutoString(), nullable=False),
        sa.Column("decided_by", AutoString(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_extension_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("check_in_id", "number", name=op.f("uq_extension_check_in_id")),
    )
    op.create_index("ix_extension_ruling", "extension", ["ruling"])
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("given_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_explanation_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("check_in_id", "number", name=op.f("uq_explanation_check_in_id")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _stored("objectionkind", "not-ours", "no-system"), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("holder", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("suggested", AutoString(), nullable=False),
        sa.Column("raised_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("ruling", _stored("ruling", "waiting", "granted", "refused"), nullable=False),
        sa.Column("outcome", AutoString(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("decided_by", AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_objection_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("check_in_id", "number", name=op.f("uq_objection_check_in_id")),
    )
    op.create_index("ix_objection_ruling", "objection", ["ruling"])
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("named_by", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("province", "agency", "number", name=op.f("uq_deputy_province")),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("occurrence", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("given_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint(
            "province", "plan", "ref", "occurrence", "agency", "number", name=op.f("uq_contribution_province")
        ),
    )
    op.create_table(
        "link_epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_by", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_epoch")),
        sa.UniqueConstraint("recipient", "number", name=op.f("uq_link_epoch_recipient")),
    )
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=True),
        sa.Column("item", AutoString(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("link", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_act_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_done_at", "act", ["done_at"])


def _stored(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20)
