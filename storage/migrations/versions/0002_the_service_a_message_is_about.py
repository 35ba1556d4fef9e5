"""The service a message is about"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("prediction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("service_confidence", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("prediction", schema=None) as batch_op:
        batch_op.drop_column("service_confidence")
        batch_op.drop_column("service")
