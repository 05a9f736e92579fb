"""On PostgreSQL every change remembers its transaction, so that a follower never overtakes one that is still open."""

from django.db import migrations


def remember_transactions(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    # Not a column of the model: the database alone fills it, and only the feed's selector reads it.
    schema_editor.execute("ALTER TABLE vault_change ADD COLUMN xid bigint NOT NULL DEFAULT 0")
    schema_editor.execute("ALTER TABLE vault_change ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint")
    schema_editor.execute("CREATE INDEX vault_change_feed ON vault_change (xid, seq)")


def forget_transactions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE vault_change DROP COLUMN xid")


class Migration(migrations.Migration):

    dependencies = [("vault", "0002_append_only")]

    operations = [migrations.RunPython(remember_transactions, forget_transactions)]
