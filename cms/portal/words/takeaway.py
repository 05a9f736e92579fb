"""What is said about taking everything away, on the page and in the tables of the file."""

SENTENCES = {
    "takeaway": ("帶走全部資料", "Take everything away"),
    "takeaway.lead": (
        "下載一個 ZIP 檔，裡面有您的文件和關於您的紀錄。不靠這個網站，也能查驗文件是不是真的。",
        "Download one ZIP file with your documents and everything recorded about them. With it the documents can be "
        "checked without this site.",
    ),
    "takeaway.inside": ("裡面有什麼", "What is inside"),
    "takeaway.inside.pdf": (
        "每份文件的簽章原檔（PDF），和簽發時一模一樣",
        "Every document as sealed (PDF), byte for byte",
    ),
    "takeaway.inside.data": (
        "欄位、狀態、簽發機關、日期和檔案指紋（JSON）",
        "Its fields, status, issuer, dates and fingerprint (JSON)",
    ),
    "takeaway.inside.looks": ("誰看過每份文件", "Who looked at each document"),
    "takeaway.inside.evidence": (
        "驗章用的憑證、根憑證和廢止清冊",
        "The certificates and revocation lists that prove the seals",
    ),
    "takeaway.inside.lists": ("您的分享、申請和通知紀錄", "Your shares, requests and notices"),
    "takeaway.inside.readme": ("說明檔：每個檔案是什麼、怎麼離線查驗", "A guide to every file and to checking offline"),
    "takeaway.care": ("下載前請注意", "Before you download"),
    "takeaway.care.computer": (
        "檔案沒有加密，裡面有您的個人資料。請不要在共用的電腦下載。",
        "The file is not encrypted and holds personal data. Do not download it on a shared computer.",
    ),
    "takeaway.care.recorded": (
        "每份文件都會打開一次，「誰看過」會記下您自己的這一次下載。",
        "Each document is opened once, and Who looked will show this download of yours.",
    ),
    "takeaway.left_out": ("這次不包含的文件", "What is not included"),
    "takeaway.left_out.mobile": (
        "用身分證字號發給您的文件不在裡面。要一起帶走，請先輸入身分證後 4 碼，或改用城市帳號登入。",
        "Documents issued to your national ID are not included. To take them along, first enter the last four of your "
        "ID, or sign in with your city account.",
    ),
    "takeaway.left_out.id": (
        "發到別支手機的文件不在裡面。要一起帶走，請改用城市帳號登入。",
        "Documents issued to another mobile are not included. To take them along, sign in with your city account.",
    ),
    "takeaway.count": ("{n} 份文件，大約 {size}", "{n} documents, about {size}"),
    "takeaway.count.one": ("1 份文件，大約 {size}", "1 document, about {size}"),
    "takeaway.count.none": (
        "您這樣登入，看不到任何文件；下載的檔案裡只有您的申請。",
        "The way you are signed in opens no documents; the file will hold only your requests.",
    ),
    "takeaway.button": ("下載全部資料", "Download everything"),
    "takeaway.stale": ("請再登入一次", "Sign in once more"),
    "takeaway.stale.text": (
        "您登入超過 {minutes} 分鐘了。為了確定是您本人，請再登入一次，登入後會回到這一頁。",
        "You signed in more than {minutes} minutes ago. To be sure that it is you, sign in again; you will come back here.",
    ),
    "takeaway.again": ("再登入一次", "Sign in again"),
    "refused.takeaway_limit": (
        "一小時最多下載 {most} 次。請稍後再試。",
        "At most {most} downloads an hour. Try again later.",
    ),
    # the tables in the file
    "takeaway.share.open": ("可以開啟", "Open"),
    "takeaway.share.used": ("已開過一次", "Used"),
    "takeaway.share.expired": ("已到期", "Expired"),
    "takeaway.share.revoked": ("已收回", "Taken back"),
    "column.code": ("編號", "Number"),
    "column.at": ("時間", "Time"),
    "column.kind": ("種類", "Kind"),
    "column.document": ("文件編號", "Document"),
    "column.about": ("文件或申請的編號", "Document or request"),
    "column.until": ("到期", "Until"),
    "column.times": ("開啟次數", "Opened"),
    "column.recipient": ("給誰", "For whom"),
    "column.purpose": ("用途", "Purpose"),
    "column.fields": ("看得到的欄位", "Fields shown"),
    "column.channel": ("方式", "By"),
    "column.state": ("狀態", "State"),
    "column.agency": ("機關", "Agency"),
    "column.due_on": ("答覆期限", "To be answered by"),
    "column.text": ("您的說明", "What you wrote"),
    "column.answer": ("答覆", "Answer"),
    "column.ended_at": ("答覆或撤回時間", "Answered or withdrawn"),
}
