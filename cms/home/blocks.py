"""What an editor composes the public pages of: links, steps and kinds of documents, and the parts of a text page."""

from __future__ import annotations

from django.core.validators import RegexValidator
from wagtail import blocks

from .icons import ICONS

# A path of this site and nothing else: "//host" and "/\host" would lead away.
LOCAL_PATH = RegexValidator(r"\A/(?![/\\])[\w./#-]*\Z", "請填站內的路徑，以一條斜線開頭，例如 /help/。")
PHRASES = "用直線「|」分成可以斷行的片語。"
RICH = ["ol", "ul", "bold", "link"]


class LinkBlock(blocks.StructBlock):
    """A way to another place on this site."""

    label = blocks.CharBlock(label="文字", max_length=30)
    path = blocks.CharBlock(label="站內路徑", max_length=200, validators=[LOCAL_PATH], help_text="例如 /my/、/help/。")


class FrontStepBlock(blocks.StructBlock):
    """One of the numbered steps on the front page."""

    icon = blocks.ChoiceBlock(label="圖示", choices=[(code, icon.name) for code, icon in ICONS.items()])
    title = blocks.CharBlock(label="標題", max_length=40)
    text = blocks.CharBlock(label="說明", max_length=100, help_text=PHRASES)


class KindBlock(blocks.StructBlock):
    """A kind of document that can be found here."""

    mark = blocks.CharBlock(label="標記", max_length=1, help_text="代表這個種類的一個字，例如「畢」。")
    name = blocks.CharBlock(label="名稱", max_length=60)
    who = blocks.CharBlock(label="由誰發給", max_length=60)


class StepBlock(blocks.StructBlock):
    """A step of a numbered explanation."""

    title = blocks.CharBlock(label="標題", max_length=60)
    text = blocks.RichTextBlock(label="說明", features=RICH)


class QuestionBlock(blocks.StructBlock):
    """A question as a citizen would ask it, and the answer."""

    question = blocks.CharBlock(label="問題", max_length=80)
    answer = blocks.RichTextBlock(label="回答", features=RICH)


class QuestionsBlock(blocks.StructBlock):
    """Questions on one subject; each answer opens when its question is pressed."""

    heading = blocks.CharBlock(label="主題", max_length=40)
    questions = blocks.ListBlock(QuestionBlock(label="問題"), label="問題")


class NoteBlock(blocks.StructBlock):
    """A remark beside the text, or a warning."""

    tone = blocks.ChoiceBlock(label="語氣", choices=[("note", "說明"), ("warning", "注意")], default="note")
    text = blocks.RichTextBlock(label="內容", features=RICH)


class ContactBlock(blocks.StructBlock):
    """Whom to ask, and how."""

    heading = blocks.CharBlock(label="標題", max_length=40)
    phone = blocks.CharBlock(
        label="電話", max_length=20, validators=[RegexValidator(r"\A[0-9 #-]+\Z", "電話只填數字。")]
    )
    hours = blocks.CharBlock(label="服務時間", max_length=60)
    text = blocks.RichTextBlock(label="其他說明", features=RICH, required=False)


class BodyBlock(blocks.StreamBlock):
    """The parts of a page of text, in any order."""

    text = blocks.RichTextBlock(
        label="文字", icon="pilcrow", features=["h2", "h3", *RICH], template="home/blocks/text.html"
    )
    steps = blocks.ListBlock(StepBlock(label="步驟"), label="步驟", icon="list-ol", template="home/blocks/steps.html")
    questions = QuestionsBlock(label="問與答", icon="help", template="home/blocks/questions.html")
    note = NoteBlock(label="說明或注意", icon="info-circle", template="home/blocks/note.html")
    address = blocks.StaticBlock(
        label="官方網址",
        icon="globe",
        admin_text="顯示本站的正式網址；網址由系統設定，不必輸入。",
        template="home/blocks/address.html",
    )
    contact = ContactBlock(label="聯絡方式", icon="mail", template="home/blocks/contact.html")
