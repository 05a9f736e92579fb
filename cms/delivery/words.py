"""What the notices say, in Chinese and English side by side; no subject names a person, a type or an agency."""

from collections.abc import Mapping
from dataclasses import dataclass

from .models import Notice


@dataclass(frozen=True, slots=True)
class Words:
    """One kind of notice. {agency}, {type} and {at} are filled in, for an answer only {host}: the site's own address."""

    subject: str
    lead: str
    heading: str  # over what to do next
    next: str
    short: str
    subject_en: str
    lead_en: str
    next_en: str
    short_en: str


WORDS: Mapping[str, Words] = {
    Notice.Kind.ISSUED: Words(
        subject="您有 1 份新文件",
        lead="{agency}發給您 1 份文件。",
        heading="怎麼領取",
        next="請自己在瀏覽器輸入 {host}，登入後在「我的證件包」就看得到。",
        short="{agency}發給您「{type}」。",
        subject_en="You have a new document",
        lead_en="{agency} has issued a document to you.",
        next_en="Type {host} in your browser and sign in: it is in My Documents.",
        short_en="New document: {type}.",
    ),
    Notice.Kind.VOIDED: Words(
        subject="您有 1 份文件已作廢",
        lead="{agency}已將您的 1 份文件作廢，請不要再使用。",
        heading="接下來怎麼辦",
        next="請自己在瀏覽器輸入 {host}，登入後可以看到作廢的日期；想知道原因，請洽{agency}。",
        short="{agency}已將「{type}」作廢，請不要再使用。",
        subject_en="A document of yours was voided",
        lead_en="{agency} has voided a document of yours. Do not use it any more.",
        next_en="Type {host} in your browser and sign in to see when. Ask {agency} for the reason.",
        short_en="Voided: {type}.",
    ),
    Notice.Kind.SUPERSEDED: Words(
        subject="您有 1 份文件已換發新版",
        lead="{agency}已將您的 1 份文件換發新版，請改用新版。",
        heading="怎麼領取新版",
        next="請自己在瀏覽器輸入 {host}，登入後在「我的證件包」就看得到新版。",
        short="{agency}已將「{type}」換發新版，請改用新版。",
        subject_en="A document of yours was replaced",
        lead_en="{agency} has replaced a document of yours. Use the new one from now on.",
        next_en="Type {host} in your browser and sign in: the new one is in My Documents.",
        short_en="Replaced: {type}.",
    ),
    Notice.Kind.BREAK_GLASS: Words(
        subject="有人緊急調閱您的 1 份文件",
        lead="系統管理人員在 {at} 以緊急調閱開啟了您的 1 份文件。",
        heading="為什麼告訴您",
        next="緊急調閱一定會通知持有人。請自己在瀏覽器輸入 {host}，登入後在這份文件的「誰看過」可以看到目的。",
        short="系統管理人員以緊急調閱開啟了您的「{type}」。",
        subject_en="A document of yours was opened in an emergency",
        lead_en="An administrator opened a document of yours by emergency access on {at}.",
        next_en="Holders are always told. Type {host} in your browser and sign in: Who looked tells the purpose.",
        short_en="Opened by emergency access: {type}.",
    ),
    Notice.Kind.ANSWERED: Words(
        subject="您的申請有答覆了",
        lead="您提出的申請有答覆了。",
        heading="怎麼看答覆",
        next="請自己在瀏覽器輸入 {host}，登入後到「設定」的「向機關提出申請」就看得到。信裡不寫申請和答覆的內容。",
        short="您提出的申請有答覆了。",
        subject_en="Your request was answered",
        lead_en="A request of yours was answered.",
        next_en="Type {host} in your browser and sign in: it is in Settings, under Ask the agency. "
        "This letter says nothing of the request or its answer.",
        short_en="Your request was answered.",
    ),
}
