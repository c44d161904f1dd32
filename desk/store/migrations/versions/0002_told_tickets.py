"""What people were told of their tickets, and how far the ticket system was read"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_ticket",
        sa.Column("sys_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sys_id", name=op.f("pk_told_ticket")),
    )
    op.create_table(
        "read_until",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_read_until")),
    )


def downgrade() -> None:
    op.drop_table("read_until")
    op.drop_table("told_ticket")
