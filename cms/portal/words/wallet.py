"""What the list of documents says."""

SENTENCES = {
    "wallet.part_hidden": ("，部分隱藏，", ", partly hidden, "),
    "wallet.full_name": ("顯示全名", "Show full name"),
    "wallet.hide_name": ("隱藏全名", "Hide full name"),
    "wallet.in_force": ("有效", "In force"),
    "wallet.coming": ("還沒生效", "Not valid yet"),
    "wallet.ended": ("已經不能用", "No longer in force"),
    "wallet.issued": ("核發", "Issued"),
    "wallet.new": ("新", "New"),
    "wallet.replaced": ("新版：", "Replaced by "),
    "wallet.page": ("第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}"),
    "wallet.pages": ("分頁", "Pages"),
    "wallet.previous": ("‹ 上一頁", "‹ Previous"),
    "wallet.next": ("下一頁 ›", "Next ›"),
    # finding
    "wallet.find": ("找文件", "Find a document"),
    "wallet.text": ("文件名稱", "Title"),
    "wallet.agency": ("簽發機關", "Issued by"),
    "wallet.every_agency": ("全部機關", "All agencies"),
    "wallet.status": ("狀態", "Status"),
    "wallet.every_status": ("全部狀態", "Any status"),
    "wallet.find_button": ("找", "Find"),
    "wallet.all": ("看全部文件", "See all documents"),
    "wallet.found": ("找到 {n} 份", "{n} found"),
    "wallet.none_found": ("沒有符合的文件。", "No document fits."),
    # beside the list
    "wallet.side": ("常用", "At hand"),
    "wallet.claim": ("領取文件", "Claim a document"),
    "wallet.claim_text": (
        "機關給了您領取碼？輸入以後，文件就會放進證件包。",
        "Has an agency given you a claim code? Enter it and the document is put among yours.",
    ),
    "wallet.claim_button": ("輸入領取碼", "Enter the claim code"),
    "wallet.wrong": ("少了文件？這不是我的文件？", "Something missing? Not yours?"),
    # signed in by mobile alone, and other ways to see more
    "wallet.more": ("看更多文件", "See more documents"),
    "wallet.more_text": (
        "只用手機登入，看不到有身分證字號的文件，例如畢業證書。輸入身分證字號後 4 碼，就看得到發到這支手機的。",
        "Signed in by mobile only, you do not see documents that bear a national ID number, such as diplomas. Enter its "
        "last 4 characters to see those that were issued to this mobile.",
    ),
    "wallet.more_button": ("輸入身分證字號後 4 碼", "Enter the last 4 of your ID"),
    "wallet.city": ("換過手機號碼？", "Another mobile than before?"),
    "wallet.city_text": (
        "文件只給核發時登記的手機看。用{account}登入，可以看到您全部的文件。",
        "A mobile opens only what was issued to it. Sign in with your {account} to see all your documents.",
    ),
    "wallet.city_button": ("用{account}登入", "Sign in with your {account}"),
    # nothing there
    "wallet.empty": (
        "目前沒有發給您的文件。機關發給您後，會以簡訊或電子郵件通知您。",
        "No documents yet. You will get a text or an e-mail when an agency issues one.",
    ),
    "wallet.why": ("為什麼沒有？", "Why are there none?"),
    "wallet.why_mobile": (
        "機關登記的可能是另一支手機。請用那支手機登入。",
        "The agency may have another mobile of yours on record. Sign in with that one.",
    ),
    "wallet.why_city": (
        "機關登記的可能不是您的身分證字號。請洽原簽發機關。",
        "The agency may not have your national ID number on record. Ask the agency that issued the document.",
    ),
    "wallet.why_claim": (
        "有些文件沒有登記手機，要用機關給的領取碼領取。",
        "Some documents have no mobile on record: claim them with the code that the agency gives you.",
    ),
    "wallet.why_paper": (
        "以前核發的紙本不在這裡。請洽原簽發機關。",
        "Papers issued in earlier years are not here. Ask the agency that issued them.",
    ),
}
