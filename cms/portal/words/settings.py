"""What the settings say: how one is signed in, which notices one wants, and what was told."""

SENTENCES = {
    "settings": ("設定", "Settings"),
    # how you are signed in
    "settings.signed_in": ("您現在怎麼登入", "How you are signed in"),
    "settings.by_mobile": ("手機驗證碼", "A code sent to your mobile"),
    "settings.by_mobile.opens": (
        "看得到只用手機號碼發給您的文件。有身分證字號的文件，要再輸入身分證後 4 碼才看得到。",
        "This opens documents issued to this mobile alone. Those issued to a national ID need its last four digits too.",
    ),
    "settings.by_id": ("手機驗證碼和身分證後 4 碼", "A code sent to your mobile, and the last four of your ID"),
    "settings.by_id.opens": (
        "看得到發到這支手機的文件。要看發到別支手機的，請改用城市帳號登入。",
        "This opens documents issued to this mobile. To see those issued to another one, sign in with your city account.",
    ),
    "settings.by_city": ("城市帳號", "City account"),
    "settings.by_city.opens": ("看得到您的全部文件。", "This opens all of your documents."),
    "settings.give_id": ("輸入身分證後 4 碼", "Enter the last four of your ID"),
    "settings.other_id": ("換一位使用者", "Switch to another person"),
    # notices
    "settings.notices": ("通知", "Notices"),
    "settings.notices.lead": (
        "有新文件、文件作廢或換發新版時，要用什麼方式告訴您？",
        "How should we tell you of a new document, and of one that was voided or replaced?",
    ),
    "settings.notices.always": (
        "有人緊急調閱您的文件時，不論怎麼設定都會通知您。",
        "If somebody opens a document of yours in an emergency, you are told whatever you choose here.",
    ),
    "settings.notices.none": (
        "您這樣登入，看不到任何文件，所以沒有通知可以設定。",
        "The way you are signed in opens no documents, so there are no notices to choose.",
    ),
    "settings.save": ("儲存通知設定", "Save notice settings"),
    "settings.saved": ("已儲存", "Saved"),
    "settings.saved.text": ("通知設定從現在起生效。", "Your notice settings apply from now on."),
    "refused.settings_nobody": (
        "您這樣登入，看不到任何文件，所以沒有通知可以設定。",
        "The way you are signed in opens no documents, so there are no notices to choose.",
    ),
    "channel.email": ("電子郵件", "E-mail"),
    "channel.sms": ("手機簡訊", "Text message"),
    # where else to go
    "settings.more": ("您的資料", "Your data"),
    "settings.takeaway": ("帶走全部資料", "Take everything away"),
    "settings.takeaway.text": (
        "把文件、查閱紀錄和驗章資料下載成一個檔案",
        "Download documents, looks and evidence as one file",
    ),
    "settings.requests": ("向機關提出申請", "Ask the agency"),
    "settings.requests.text": (
        "更正、停止利用或刪除、少了文件、詢問一次查閱",
        "Correct, stop using or erase, a missing document, a question about a look",
    ),
    "settings.shares": ("分享", "Shares"),
    "settings.shares.text": ("您給出去的連結，隨時可以收回", "Links that you gave out; take them back at any time"),
    "settings.told": ("通知紀錄", "Notices sent to you"),
    "settings.told.text": ("寄了什麼給您，有沒有寄到", "What was sent to you, and whether it arrived"),
    "settings.language": ("語言", "Language"),
    "settings.language.other": ("Switch to English", "改用中文"),
    # the notices that were told
    "told.lead": (
        "最近 {n} 則。信和簡訊裡都沒有登入連結。",
        "The last {n}. No letter and no text of ours holds a sign-in link.",
    ),
    "told.none": ("還沒有通知。", "No notices yet."),
    "told.when": ("時間", "When"),
    "told.what": ("通知", "Notice"),
    "told.document": ("文件", "Document"),
    "told.channel": ("方式", "By"),
    "told.state": ("結果", "Result"),
    "told.code": ("通知編號", "Number"),
    "told.kind.issued": ("新文件", "New document"),
    "told.kind.voided": ("文件作廢", "Document voided"),
    "told.kind.superseded": ("換發新版", "Document replaced"),
    "told.kind.break_glass": ("緊急調閱", "Emergency access"),
    "told.kind.answered": ("申請的答覆", "Request answered"),
    "told.pending": ("等候寄送", "Waiting to be sent"),
    "told.sent": ("已寄出", "Sent"),
    "told.failed.email": (
        "沒有寄到。請洽簽發機關更正您的電子郵件。",
        "It did not arrive. Ask the issuing agency to correct your e-mail address.",
    ),
    "told.failed.sms": (
        "沒有寄到。請洽簽發機關更正您的手機號碼。",
        "It did not arrive. Ask the issuing agency to correct your mobile number.",
    ),
    "told.failed": ("沒有寄到。請洽簽發機關。", "It did not arrive. Contact the issuing agency."),
    "told.turned_off": ("沒有寄：您關掉了這個方式", "Not sent: you turned this off"),
    "told.no_address": ("沒有寄：文件裡沒有您的聯絡資料", "Not sent: the document has no address of yours"),
    "told.destroyed": ("沒有寄：文件已依規定銷毀", "Not sent: the document was lawfully destroyed"),
    "told.suppressed": ("沒有寄", "Not sent"),
}
