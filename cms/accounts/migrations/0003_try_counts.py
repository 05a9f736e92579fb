"""How often something was tried, counted for all processes together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_role_grants")]

    operations = [
        migrations.CreateModel(
            name="TryCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="鍵（雜湊）")),
                ("count", models.PositiveIntegerField(verbose_name="次數")),
                ("ends_at", models.DateTimeField(db_index=True, verbose_name="到")),
            ],
            options={"verbose_name": "嘗試次數", "verbose_name_plural": "嘗試次數"},
        ),
    ]
