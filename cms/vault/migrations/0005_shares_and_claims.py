"""Shares of single documents and codes to claim one by; the rows are facts, which the database itself keeps as they are."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("sharelink", "shareopening", "sharerevocation", "claimcode", "claimwithdrawal", "claim")


def guards():
    """Each guard as (trigger, act, table)."""
    for table in TABLES:
        yield f"vault_{table}_keep", "DELETE", f"vault_{table}"
        yield f"vault_{table}_fix", "UPDATE", f"vault_{table}"


def raise_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for trigger, act, table in guards():
        if postgresql:  # the function is that of 0002
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION vault_refuse()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{act} on {table}: rows here are never changed or removed'); END"
            )
    if postgresql:
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER vault_{table}_whole BEFORE TRUNCATE ON vault_{table} EXECUTE FUNCTION vault_refuse()"
            )


def lower_guards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for trigger, _act, table in guards():
        schema_editor.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER vault_{table}_whole ON vault_{table}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_try_counts'),
        ('vault', '0004_mobile_of_custody'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, unique=True, verbose_name='領取碼（雜湊）')),
                ('made_by', models.CharField(max_length=150, verbose_name='製作人')),
                ('made_at', models.DateTimeField(verbose_name='製作時間')),
                ('expires_at', models.DateTimeField(verbose_name='期限')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_codes', to='vault.document', verbose_name='文件')),
            ],
            options={
                'verbose_name': '領取碼',
                'verbose_name_plural': '領取碼',
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='時間')),
                ('by', models.CharField(max_length=150, verbose_name='行為者')),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='accounts.citizen', verbose_name='民眾')),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='vault.claimcode', verbose_name='領取碼')),
            ],
            options={
                'verbose_name': '領取',
                'verbose_name_plural': '領取',
            },
        ),
        migrations.CreateModel(
            name='ClaimWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='時間')),
                ('by', models.CharField(max_length=150, verbose_name='行為者')),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='vault.claimcode', verbose_name='領取碼')),
            ],
            options={
                'verbose_name': '收回領取碼',
                'verbose_name_plural': '收回領取碼',
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='連結（雜湊）')),
                ('once', models.BooleanField(verbose_name='只能開一次')),
                ('terms', models.BinaryField(verbose_name='內容（加密）')),
                ('by', models.CharField(max_length=150, verbose_name='分享人')),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='share', to='vault.custodygrant', verbose_name='保管權')),
            ],
            options={
                'verbose_name': '分享',
                'verbose_name_plural': '分享',
            },
        ),
        migrations.CreateModel(
            name='ShareRevocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='時間')),
                ('by', models.CharField(max_length=150, verbose_name='行為者')),
                ('share', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='vault.sharelink', verbose_name='分享')),
            ],
            options={
                'verbose_name': '收回分享',
                'verbose_name_plural': '收回分享',
            },
        ),
        migrations.CreateModel(
            name='ShareOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only', models.BooleanField(verbose_name='唯一的一次')),
                ('look', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opening', to='vault.accessrecord', verbose_name='查閱紀錄')),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='vault.sharelink', verbose_name='分享')),
            ],
            options={
                'verbose_name': '分享的開啟',
                'verbose_name_plural': '分享的開啟',
                'constraints': [models.UniqueConstraint(condition=models.Q(('only', True)), fields=('share',), name='share_opened_once')],
            },
        ),
        migrations.RunPython(raise_guards, lower_guards),
    ]
