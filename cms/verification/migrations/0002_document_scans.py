import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0001_initial'),
        ('verification', '0001_scan_counts'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.DateTimeField(verbose_name='分鐘')),
                ('status', models.CharField(max_length=20, verbose_name='判定')),
                ('count', models.PositiveBigIntegerField(default=0, verbose_name='次數')),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.document', verbose_name='文件')),
            ],
            options={
                'verbose_name': '文件查驗紀錄',
                'verbose_name_plural': '文件查驗紀錄',
                'constraints': [models.UniqueConstraint(fields=('document', 'minute', 'status'), name='one_scan_of_document_per_minute_and_status')],
            },
        ),
    ]
