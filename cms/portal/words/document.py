"""What the pages of one document say."""

SENTENCES = {
    "document.issued_on": ("核發日期", "Issued on"),
    "document.validity": ("有效期限", "Validity"),
    "document.for_ever": ("永久有效", "No end date"),
    "document.back": ("我的證件包", "My Documents"),
    "document.actions": ("可以做的事", "What you can do"),
    "document.qr": ("出示 QR", "Show QR"),
    "document.pdf": ("下載 PDF", "Download PDF"),
    "document.share": ("限時分享", "Share"),
    "document.looks": ("誰看過", "Who looked"),
    "document.looks_recent": ("最近 30 天別人看過 {n} 次", "By others in 30 days: {n}"),
    "document.wrong": ("這不是我的文件，或內容有錯", "This is not mine, or something is wrong"),
    # the picture
    "document.alt": (
        "{title}第 {page} 頁：{agency}，{date}核發。",
        "Page {page} of {title}: issued by {agency} on {date}.",
    ),
    "document.page": ("第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}"),
    "document.zoom": ("放大", "Enlarge"),
    "document.zoomed": ("放大的第 {page} 頁", "Page {page}, enlarged"),
    "document.zoom_hint": ("可以左右滑動。", "Swipe sideways to see all of it."),
    "document.other_pages": ("其他頁", "Other pages"),
    "document.to": ("回到這份文件", "Back to the document"),
    "document.contents": ("文件內容（文字）", "Contents as text"),
    "document.contents_pdf": (
        "下載的 PDF 有完整的文字和標記，報讀軟體可以從頭讀到尾。",
        "The PDF holds the full text with tags: a screen reader can read it from beginning to end.",
    ),
    # what became of it
    "document.note_void": (
        "這份文件已於{date}作廢，不能再使用，也不能出示或分享；可以下載留存。想知道原因，請洽{agency}。",
        "Voided on {date}: do not use it any more. It cannot be shown or shared; you can still download it. Ask {agency} "
        "for the reason.",
    ),
    "document.note_superseded": (
        "{agency}已於{date}換發新版，請改用新版。舊版不能再出示或分享；可以下載留存。",
        "{agency} replaced it on {date}: use the new one. The old one cannot be shown or shared; you can still download it.",
    ),
    "document.note_expired": (
        "有效期限到{date}為止，不能再分享。出示時，對方會看到「已過期」。還需要證明，請向{agency}申請新的文件。",
        "Valid until {date}; it cannot be shared any more. Whoever scans it is told that it has expired. If you still need "
        "proof, apply to {agency} for a new one.",
    ),
    "document.note_not_yet_valid": (
        "{date}起才有效，到那天才能分享。現在出示，對方會看到「尚未生效」。",
        "Valid from {date}; it can be shared from then on. Whoever scans it before is told that it is not valid yet.",
    ),
    "document.successor": ("看新版", "See the new one"),
    # who can see it
    "readers": ("誰可以看這份文件，為什麼", "Who can see this document, and why"),
    "readers.you": ("您本人：文件是發給您的。", "You: it was issued to you."),
    "readers.others": (
        "另外 {n} 個人：機關也把這份文件給了他們，例如代理人。",
        "Other people: {n}. The agency gave them this document too, for instance as a proxy.",
    ),
    "readers.issuer": (
        "{agency}的{roles}：文件由這個機關簽發。每次打開都要寫用途，您在「誰看過」會看到。",
        "{agency}: {roles}. It issued the document. They must write why whenever they open it, and you see that under "
        "Who looked.",
    ),
    "readers.above": (
        "{agency}的{roles}：負責所屬機關的檔案。打開一樣要寫用途。",
        "{agency}: {roles}. It is in charge of the records of its units. They must write why, too.",
    ),
    "readers.shares": (
        "拿到您分享連結的人：只看得到您選的欄位，到期就打不開。現在有 {n} 個連結可以用。",
        "Whoever has a link that you shared sees only the fields you chose, until it expires. Links open now: {n}.",
    ),
    "readers.scan": (
        "掃描 QR 的人：只看到真假、狀態和公開資訊，看不到這一頁。",
        "Whoever scans the QR learns whether it is genuine, its status and what is public. They do not see this page.",
    ),
    "readers.administrator": (
        "系統管理員平常打不開。緊急調閱要寫理由，而且一定通知您。",
        "Administrators cannot open it, save in an emergency: then they must write why, and you are always told.",
    ),
    "readers.clerk": ("承辦人", "clerks"),
    "readers.approver": ("核定人", "approvers"),
    "readers.seal_holder": ("用印人", "seal holders"),
    "readers.records_manager": ("檔案管理員", "records managers"),
    "readers.archivist": ("檔案庫管理員", "archivists"),
    "readers.auditor": ("稽核", "auditors"),
    # showing the QR
    "qr.show": ("請掃描這個 QR", "Scan this QR"),
    "qr.say": (
        "請對方用手機相機掃描，就知道文件是不是真的、現在有沒有效。他看不到您的個人資料。",
        "Let them scan it with a phone camera: it says whether the document is genuine and valid now. They see none of "
        "your personal data.",
    ),
    "qr.address": ("查驗網址", "Address"),
    "qr.code": ("驗證碼", "Code"),
    "qr.alt": ("這份文件的 QR，內容是查驗網址和驗證碼", "The document's QR: it holds the verify address and the code"),
    "qr.full_screen": ("全螢幕", "Full screen"),
    "qr.closed": ("這份文件不能出示", "This document cannot be shown"),
    "qr.closed_text": (
        "「{status}」的文件，對方不會採用。請出示有效的文件。",
        "Nobody accepts a document that is “{status}”. Show one that is in force.",
    ),
}
