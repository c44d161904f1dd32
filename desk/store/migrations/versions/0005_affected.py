"""Who has what is known to be down, and what was done about a notice"""

import sqlalchemy as sa
from alembic import op

from desk.store.schema import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "affected",
        sa.Column("outage", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("conversation", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("outage", "person_id", name=op.f("pk_affected")),
    )
    op.create_index(op.f("ix_affected_told_at"), "affected", ["told_at"], unique=False)
    op.add_column("lead_notice", sa.Column("done", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("lead_notice", "done")
    op.drop_index(op.f("ix_affected_told_at"), table_name="affected")
    op.drop_table("affected")
