"""The conversation and the cases: what the bot asks, what officials do, whose turn it is"""

import sqlalchemy as sa
from alembic import op

from storage.types import ShortText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ROLES = "role IN ('viewer', 'officer', 'reviewer', 'administrator')"
_COLUMNS = (
    *("unread", "unit", "service", "point", "event", "asked", "driver", "language", "sensitive", "commendation_sealed"),
    *("owner", "due", "answered_at", "answer_sealed", "verdict", "rating_after"),
)
_OLD_STATUS = "status IN ('open', 'registered', 'withdrawn')"
_STATUS = "status IN ('open', 'registered', 'with_office', 'answered', 'solved', 'not_solved', 'disputed', 'withdrawn')"
_NEW_CHECKS = {
    "driver": (
        "driver IN ('result', 'ease', 'speed', 'transparency', 'staff', 'fairness', 'integrity', 'cost', 'digital')"
    ),
    "asked": "asked IN ('desk', 'away')",
    "verdict": "verdict IN ('solved', 'better', 'not_solved', 'irrelevant')",
    "rating_after": "rating_after BETWEEN 1 AND 5",
}


def upgrade() -> None:
    _tables()
    _feedback()
    op.drop_index("ix_inbox_open", table_name="inbox")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("not_before", UtcDateTime(), nullable=True))
        batch_op.create_index("ix_inbox_open", ["platform", "bot", "state", "received_at", "update_id"], unique=False)
    dead = sa.text("state = 'dead'")
    op.create_index("ix_inbox_dead", "inbox", ["person"], sqlite_where=dead, postgresql_where=dead)


def _feedback() -> None:
    """SQLite changes a CHECK only by making the table anew; `storage.migrate` keeps what refers to it meanwhile."""
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unread", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("unit", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("service", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("point", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("event", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("driver", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("sensitive", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("commendation_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("owner", ShortText(length=80), nullable=True))
        batch_op.add_column(sa.Column("due", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("answer_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("verdict", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("rating_after", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("ck_feedback_status"), type_="check")
        for name, rule in {"status": _STATUS, **_NEW_CHECKS}.items():
            batch_op.create_check_constraint(op.f(f"ck_feedback_{name}"), rule)
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.alter_column("unread", server_default=None)
        batch_op.alter_column("sensitive", server_default=None)
    op.create_index("ix_feedback_due", "feedback", ["due", "id"])
    op.create_index(
        "ix_feedback_unread", "feedback", ["id"], sqlite_where=sa.text("unread"), postgresql_where=sa.text("unread")
    )


def _tables() -> None:
    op.create_table(
        "citizen",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("training_since", UtcDateTime(), nullable=True),
        sa.Column("contact_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_citizen")),
    )
    op.create_table(
        "login_code",
        sa.Column("code_mac", sa.String(length=64), nullable=False),
        sa.Column("name", ShortText(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("province", sa.String(length=40), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(_ROLES, name=op.f("ck_login_code_role")),
        sa.PrimaryKeyConstraint("code_mac", name=op.f("pk_login_code")),
    )
    op.create_table(
        "official",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name", ShortText(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("province", sa.String(length=40), nullable=True),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint(_ROLES, name=op.f("ck_official_role")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_official")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_due_at"), "reminder", ["due_at"], unique=False)
    op.create_index(op.f("ix_reminder_person"), "reminder", ["person"], unique=False)
    op.create_table(
        "service_point",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", ShortText(length=80), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("province", sa.String(length=40), nullable=True),
        sa.Column("county", ShortText(length=80), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_point")),
    )
    op.create_table(
        "case_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feedback_id", _ID, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", ShortText(length=80), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_case_event_feedback_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    op.create_index(op.f("ix_case_event_feedback_id"), "case_event", ["feedback_id"], unique=False)


def downgrade() -> None:
    """Only where nothing has the new states yet: a CHECK then refuses, and nothing is changed."""
    for table in ("case_event", "service_point", "reminder", "official", "login_code", "citizen"):
        op.drop_table(table)
    op.drop_index("ix_feedback_unread", table_name="feedback")
    op.drop_index("ix_feedback_due", table_name="feedback")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        for name in ("status", *_NEW_CHECKS):
            batch_op.drop_constraint(op.f(f"ck_feedback_{name}"), type_="check")
        batch_op.create_check_constraint(op.f("ck_feedback_status"), _OLD_STATUS)
        for column in _COLUMNS:
            batch_op.drop_column(column)
    op.drop_index("ix_inbox_dead", table_name="inbox")
    op.drop_index("ix_inbox_open", table_name="inbox")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_column("not_before")
        batch_op.drop_column("person")
        batch_op.create_index("ix_inbox_open", ["state", "received_at", "update_id"], unique=False)
