"""One-time codes that are under way, the newest of each mobile."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "mobile_hash",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="手機（雜湊）"),
                ),
                ("ref", models.UUIDField(unique=True, verbose_name="瀏覽器的憑據")),
                ("code_hash", models.CharField(max_length=64, verbose_name="驗證碼（雜湊）")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="已試次數")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="到期時間")),
            ],
            options={"verbose_name": "一次性驗證碼", "verbose_name_plural": "一次性驗證碼"},
        ),
    ]
