"""What is said about sharing: to the holder who makes a link, and to whoever was given it."""

SENTENCES = {
    # choosing
    "share": ("分享部分內容", "Share a part"),
    "share.lead": (
        "選要給對方看的欄位，系統會做一個連結。對方打開前看得到期限和用途，打開就留下紀錄。",
        "Choose what to show, and you get a link. It ends by itself, and every opening is on record for you.",
    ),
    "share.wrong": ("請修正後再送出", "Something needs to be put right"),
    "share.fields": ("要給對方看的欄位", "What they may see"),
    "share.fields.hint": (
        "沒勾的，對方看不到。種類、機關、文件編號和狀態一定會顯示。",
        "What you leave out stays hidden. Type, issuer, number and status are always shown.",
    ),
    "share.recipient": ("給誰", "For whom"),
    "share.recipient.hint": (
        "例如「示範科技公司人資」。會寫在連結的頁面上。",
        "For instance: Shifan Technology, HR. It stands on the page that the link opens.",
    ),
    "share.purpose": ("用途", "What for"),
    "share.purpose.hint": ("例如「應徵工程師」", "For instance: job application"),
    "share.days": ("可以開多久", "How long"),
    "share.day.1": ("1 天", "1 day"),
    "share.day.7": ("7 天", "7 days"),
    "share.day.30": ("30 天", "30 days"),
    "share.once": ("只能開一次", "Opens only once"),
    "share.once.hint": (
        "第一個打開的人看得到，之後就打不開。",
        "Whoever opens it first sees it; then it is closed.",
    ),
    "share.next": ("下一步：確認", "Next: check"),
    "share.list": ("我分享的連結", "Links I shared"),
    # checking
    "share.check": ("確認要分享的內容", "Check what you share"),
    "share.they_see": ("對方會看到", "They will see"),
    "share.they_miss": ("對方看不到：", "They will not see: "),
    "share.nothing_left": ("可以分享的欄位，都給對方看了。", "Nothing that can be shared is left out."),
    "share.about": ("連結", "The link"),
    "share.until": ("可以開到", "Opens until"),
    "share.times": ("可以開幾次", "How often"),
    "share.times.many": ("期限內不限", "As often as wanted until then"),
    "share.make": ("建立連結", "Make the link"),
    "share.edit": ("回去修改", "Change something"),
    # made
    "share.made": ("連結做好了", "The link is ready"),
    "share.made.once_shown": (
        "連結只顯示這一次，系統也沒有留存。請現在複製，或讓對方掃 QR。",
        "The link is shown only now and kept nowhere. Copy it, or let them scan the QR.",
    ),
    "share.made.care": (
        "拿到連結的人都打得開，請只傳給要看的人。傳錯了，隨時可以收回。",
        "Whoever has the link can open it: send it to nobody else. You can take it back at any time.",
    ),
    "share.link": ("連結", "Link"),
    "share.copy": ("複製連結", "Copy the link"),
    "share.copied": ("已複製", "Copied"),
    "share.qr_alt": ("分享連結的 QR", "QR of the link"),
    "share.to_document": ("回到這份文件", "Back to the document"),
    # the list
    "shares.lead": (
        "收回之後，連結馬上打不開。已經看過的內容，收不回來。",
        "A link that you take back opens no more. What was seen already cannot be unseen.",
    ),
    "shares.none": (
        "您還沒有分享過。打開一份文件，按「限時分享」。",
        "You have not shared anything. Open a document and press Share.",
    ),
    "shares.fields": ("看得到：{labels}", "Shows: {labels}"),
    "shares.until": ("{until} 為止", "Until {until}"),
    "shares.made": ("{made} 建立", "Made {made}"),
    "shares.gap": ("　", " · "),
    "shares.gone": ("文件已銷毀，分享的內容也不再保存。", "The document was destroyed, and with it what you shared."),
    "shares.ended": ("文件已不能採用，連結不顯示內容。", "The document is not in force: the link shows nothing of it."),
    "shares.opened": ("已開啟 {n} 次", "Opened: {n}"),
    "shares.opened_once": ("已開啟 1 次", "Opened once"),
    "shares.never": ("沒有人開過", "Never opened"),
    "shares.open": ("可以開啟", "Open"),
    "shares.used": ("已用完", "Used"),
    "shares.expired": ("已過期", "Expired"),
    "shares.revoked": ("已收回", "Taken back"),
    "shares.revoke": ("收回", "Take back"),
    "shares.told_revoked": ("已收回，連結打不開了。", "Taken back. The link opens no more."),
    "shares.absent": ("找不到這個分享", "Link not found"),
    "shares.absent_text": (
        "您的清單裡沒有這個分享。請從「我分享的連結」重新進入。",
        "There is no such link among yours. Go back to the links that you shared.",
    ),
    # refusals
    "refused.share_fields": ("請至少勾選一個欄位。", "Choose at least one field."),
    "refused.share_field_closed": (
        "有欄位不開放分享。請從清單中勾選。",
        "One of the fields cannot be shared. Choose from the list.",
    ),
    "refused.share_recipient": ("請寫給誰看。", "Say for whom it is."),
    "refused.share_recipient_long": ("「給誰」最多 60 個字。", "At most 60 characters for whom it is."),
    "refused.share_recipient_strange": (
        "「給誰」裡有看不見的字元或造字，請重新輸入。",
        "There are characters that cannot be seen. Type again for whom it is.",
    ),
    "refused.share_purpose": ("請寫用途。", "Say what it is for."),
    "refused.share_purpose_long": ("用途最多 100 個字。", "At most 100 characters for the purpose."),
    "refused.share_purpose_strange": (
        "用途裡有看不見的字元或造字，請重新輸入。",
        "There are characters that cannot be seen. Type the purpose again.",
    ),
    "refused.share_days": ("請選 1 天、7 天或 30 天。", "Choose 1, 7 or 30 days."),
    "refused.share_many": (
        "這份文件已有 {most} 個可以開啟的連結。請先收回不用的。",
        "There are {most} open links to this document already. Take back those that are no longer needed.",
    ),
    "share.closed": ("這份文件不能分享", "This document cannot be shared"),
    "refused.share_not_in_force": (
        "只有目前有效的文件可以分享。",
        "Only a document that is in force now can be shared.",
    ),
    "refused.share_nothing": (
        "這種文件沒有開放分享的欄位。可以出示 QR，請對方查驗。",
        "No field of this type of document can be shared. Show its QR to be verified instead.",
    ),
    # to whoever was given the link
    "shared": ("有人分享文件的部分內容給您", "Part of a document is shared with you"),
    "shared.lead": (
        "這是{host}的官方頁面。按「開啟」才會顯示內容。",
        "This is the official page of {host}. The contents appear when you press Open.",
    ),
    "shared.typed": (
        "「給誰」和「用途」是分享的人自己寫的，不是機關寫的。",
        "For whom and what for was written by the person who shares, not by an agency.",
    ),
    "shared.recorded": (
        "開啟會留下紀錄：分享的人看得到時間，看不到您是誰。",
        "Opening is on record: the person who shares sees when, not who you are.",
    ),
    "shared.once": (
        "只能開一次。按下後請當場看完，重新整理就看不到了。",
        "It opens only once. Read it then and there: after a reload it is gone.",
    ),
    "shared.not_you": ("如果不是給您的，請不要開啟。", "If it is not for you, please do not open it."),
    "shared.open": ("開啟", "Open"),
    "shared.taken_from": (
        "以下內容取自機關用印的文件，是持有人選給您看的部分。",
        "The contents below are taken from the document as sealed. They are what its holder chose to show you.",
    ),
    "shared.left_out": ("持有人沒有分享：{labels}。", "Not shared by the holder: {labels}."),
    "shared.no_more": (
        "文件上其他內容不開放分享。",
        "Whatever else the document says cannot be shared.",
    ),
    "shared.opened_at": ("開啟時間", "Opened at"),
    "shared.gone_now": (
        "此頁不會再出現。需要的內容，請現在抄下。",
        "This page does not come again. Write down now what you need.",
    ),
    "shared.later": ("之後想再確認", "To check again later"),
    "shared.later_text": (
        "文件之後可能作廢。要再確認，請分享的人給新的連結，或請他出示文件上的 QR。",
        "The document may become void. To check again, ask for a new link, or to be shown the QR on the document.",
    ),
    "shared.ended": (
        "這份文件目前不能採用，所以不顯示分享的內容。",
        "The document cannot be relied on now, so nothing of what was shared is shown.",
    ),
    "shared.unknown": ("找不到這個分享", "Link not found"),
    "shared.unknown_text": (
        "網址可能少了幾個字，或打錯了。請分享的人再傳一次。",
        "The address may be incomplete or mistyped. Ask the person who shared it to send it again.",
    ),
    "shared.revoked": ("這個分享已收回", "The link was taken back"),
    "shared.revoked_text": (
        "分享的人收回了，內容不能再看。還需要的話，請向他要新的連結。",
        "The person who shared it took it back. If you still need it, ask them for a new link.",
    ),
    "shared.expired": ("這個分享已過期", "The link has expired"),
    "shared.expired_text": (
        "開放的時間過了。還需要的話，請向分享的人要新的連結。",
        "Its time is over. If you still need it, ask the person who shared it for a new link.",
    ),
    "shared.used": ("這個分享已經開過", "The link was opened already"),
    "shared.used_text": (
        "它只能開一次。如果不是您開的，請告訴分享的人。",
        "It opens only once. If it was not you who opened it, tell the person who shared it.",
    ),
    "shared.many": ("開啟次數過多", "Too many openings"),
    "shared.many_text": ("請 1 小時後再試。", "Try again in an hour."),
    "shared.down": ("目前無法開啟", "It cannot be opened now"),
    "shared.down_text": (
        "系統忙碌，分享還在，沒有用掉。請 5 分鐘後再試，或撥 {hotline}。",
        "The service is busy. The link is not used up. Try again in 5 minutes or call {hotline}.",
    ),
}
