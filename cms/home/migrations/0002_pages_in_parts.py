"""Front pages get their buttons, navigation, steps and kinds; pages of text get parts, and their language from the tree."""

import json

import django.core.validators
import wagtail.fields
from django.db import migrations, models


def text_to_parts(apps, schema_editor):
    """What a page said, drafts included, becomes the first part of its text."""
    for page in apps.get_model("home", "StandardPage").objects.all():
        page.body = _parts(page.body)
        page.save(update_fields=["body"])
    for revision in _revisions(apps):
        revision.content["body"] = _parts(revision.content["body"])
        revision.save(update_fields=["content"])


def parts_to_text(apps, schema_editor):
    """Only the parts that are text can go back into one; the language is written down again."""
    english = apps.get_model("home", "HomePage").objects.filter(language="en").first()
    for page in apps.get_model("home", "StandardPage").objects.all():
        page.body = _text(page.body)
        page.language = "en" if english and page.url_path.startswith(english.url_path) else "zh"
        page.save(update_fields=["body", "language"])
    for revision in _revisions(apps):
        revision.content["body"] = _text(revision.content["body"])
        revision.save(update_fields=["content"])


def _revisions(apps):
    return apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="home", content_type__model="standardpage"
    )


def _parts(text):
    return json.dumps([{"type": "text", "value": text}] if text else [])


def _text(parts):
    return "".join(part["value"] for part in json.loads(parts or "[]") if part["type"] == "text")


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0001_pages'),
    ]

    operations = [
        migrations.RunPython(text_to_parts, parts_to_text),
        migrations.RemoveField(
            model_name='standardpage',
            name='language',
        ),
        migrations.AddField(
            model_name='homepage',
            name='buttons',
            field=wagtail.fields.StreamField([('link', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': '文字', 'max_length': 30}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': '例如 /my/、/help/。', 'label': '站內路徑', 'max_length': 200, 'validators': [django.core.validators.RegexValidator('\\A/(?![/\\\\])[\\w./#-]*\\Z', '請填站內的路徑，以一條斜線開頭，例如 /help/。')]}), 2: ('wagtail.blocks.StructBlock', [[('label', 0), ('path', 1)]], {'label': '連結'})}, help_text='第一個是主要按鈕，第二個是旁邊的連結。', verbose_name='標語下的按鈕'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='kinds',
            field=wagtail.fields.StreamField([('kind', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': '代表這個種類的一個字，例如「畢」。', 'label': '標記', 'max_length': 1}), 1: ('wagtail.blocks.CharBlock', (), {'label': '名稱', 'max_length': 60}), 2: ('wagtail.blocks.CharBlock', (), {'label': '由誰發給', 'max_length': 60}), 3: ('wagtail.blocks.StructBlock', [[('mark', 0), ('name', 1), ('who', 2)]], {'label': '文件種類'})}, verbose_name='文件種類'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='kinds_heading',
            field=models.CharField(blank=True, max_length=60, verbose_name='文件種類的標題'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='navigation',
            field=wagtail.fields.StreamField([('link', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': '文字', 'max_length': 30}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': '例如 /my/、/help/。', 'label': '站內路徑', 'max_length': 200, 'validators': [django.core.validators.RegexValidator('\\A/(?![/\\\\])[\\w./#-]*\\Z', '請填站內的路徑，以一條斜線開頭，例如 /help/。')]}), 2: ('wagtail.blocks.StructBlock', [[('label', 0), ('path', 1)]], {'label': '連結'})}, help_text='顯示在這個語言每一頁的頁首。', verbose_name='頁首的連結'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='steps',
            field=wagtail.fields.StreamField([('step', 3)], blank=True, block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('card', '身分卡'), ('phone', '手機'), ('paper', '文件'), ('download', '下載'), ('key', '鑰匙'), ('qr', 'QR'), ('tick', '打勾')], 'label': '圖示'}), 1: ('wagtail.blocks.CharBlock', (), {'label': '標題', 'max_length': 40}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': '用直線「|」分成可以斷行的片語。', 'label': '說明', 'max_length': 100}), 3: ('wagtail.blocks.StructBlock', [[('icon', 0), ('title', 1), ('text', 2)]], {'label': '步驟'})}, verbose_name='步驟'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='steps_heading',
            field=models.CharField(blank=True, max_length=60, verbose_name='步驟的標題'),
        ),
        migrations.AddField(
            model_name='standardpage',
            name='introduction',
            field=models.TextField(blank=True, max_length=300, verbose_name='前言'),
        ),
        migrations.AlterField(
            model_name='standardpage',
            name='body',
            field=wagtail.fields.StreamField([('text', 0), ('steps', 4), ('questions', 10), ('note', 13), ('address', 14), ('contact', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'ol', 'ul', 'bold', 'link'], 'icon': 'pilcrow', 'label': '文字', 'template': 'home/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': '標題', 'max_length': 60}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['ol', 'ul', 'bold', 'link'], 'label': '說明'}), 3: ('wagtail.blocks.StructBlock', [[('title', 1), ('text', 2)]], {'label': '步驟'}), 4: ('wagtail.blocks.ListBlock', (3,), {'icon': 'list-ol', 'label': '步驟', 'template': 'home/blocks/steps.html'}), 5: ('wagtail.blocks.CharBlock', (), {'label': '主題', 'max_length': 40}), 6: ('wagtail.blocks.CharBlock', (), {'label': '問題', 'max_length': 80}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['ol', 'ul', 'bold', 'link'], 'label': '回答'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {'label': '問題'}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': '問題'}), 10: ('wagtail.blocks.StructBlock', [[('heading', 5), ('questions', 9)]], {'icon': 'help', 'label': '問與答', 'template': 'home/blocks/questions.html'}), 11: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', '說明'), ('warning', '注意')], 'label': '語氣'}), 12: ('wagtail.blocks.RichTextBlock', (), {'features': ['ol', 'ul', 'bold', 'link'], 'label': '內容'}), 13: ('wagtail.blocks.StructBlock', [[('tone', 11), ('text', 12)]], {'icon': 'info-circle', 'label': '說明或注意', 'template': 'home/blocks/note.html'}), 14: ('wagtail.blocks.static_block.StaticBlock', (), {'admin_text': '顯示本站的正式網址；網址由系統設定，不必輸入。', 'icon': 'globe', 'label': '官方網址', 'template': 'home/blocks/address.html'}), 15: ('wagtail.blocks.CharBlock', (), {'label': '標題', 'max_length': 40}), 16: ('wagtail.blocks.CharBlock', (), {'label': '電話', 'max_length': 20, 'validators': [django.core.validators.RegexValidator('\\A[0-9 #-]+\\Z', '電話只填數字。')]}), 17: ('wagtail.blocks.CharBlock', (), {'label': '服務時間', 'max_length': 60}), 18: ('wagtail.blocks.RichTextBlock', (), {'features': ['ol', 'ul', 'bold', 'link'], 'label': '其他說明', 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('heading', 15), ('phone', 16), ('hours', 17), ('text', 18)]], {'icon': 'mail', 'label': '聯絡方式', 'template': 'home/blocks/contact.html'})}, verbose_name='內文'),
        ),
    ]
