"""Which mobile a document was issued to: a phone opens nothing else of its holder."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill_from_citizens(apps, schema_editor):
    """What was deposited before: the mobile that the holder was first known by."""
    citizens = apps.get_model("accounts", "Citizen").objects.filter(pk=OuterRef("citizen"))
    grants = apps.get_model("vault", "CustodyGrant").objects.filter(citizen__isnull=False)
    grants.update(mobile_hash=Subquery(citizens.values("mobile_hash")[:1]))


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_change_transactions")]

    operations = [
        migrations.AddField(
            model_name="custodygrant",
            name="mobile_hash",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64, verbose_name="手機（雜湊）"),
            preserve_default=False,
        ),
        migrations.RunPython(fill_from_citizens, migrations.RunPython.noop),
    ]
