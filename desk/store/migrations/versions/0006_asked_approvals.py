"""Approvals that somebody was told of in chat"""

import sqlalchemy as sa
from alembic import op

from desk.store.schema import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_approval",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("approver", sa.String(length=80), nullable=False),
        sa.Column("conversation", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_approval")),
    )
    op.create_index(op.f("ix_asked_approval_approver"), "asked_approval", ["approver"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_asked_approval_approver"), table_name="asked_approval")
    op.drop_table("asked_approval")
