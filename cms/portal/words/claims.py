"""What is said about claiming a document with a code."""

SENTENCES = {
    "claim": ("領取文件", "Claim a document"),
    "claim.lead": (
        "機關發獎狀這類文件時，會給您一組領取碼。輸入後，文件就放進您的證件包。",
        "For awards and the like the agency gives you a claim code. Enter it, and the document is put among yours.",
    ),
    "claim.code": ("領取碼", "Claim code"),
    "claim.hint": (
        "12 個字，例如 7KQF-2M9X-4TRD。大小寫、空格、連字號都沒關係。",
        "12 characters, such as 7KQF-2M9X-4TRD. Capitals, spaces and hyphens do not matter.",
    ),
    "claim.letters": (
        "領取碼沒有字母 O、I、L、U。把 0 打成 O，或把 1 打成 I、L，都沒關係。",
        "A claim code has no letters O, I, L or U. O counts as 0, and I or L as 1.",
    ),
    "claim.once": (
        "一組領取碼只能用一次，領取後不能轉給別人。請確認這是發給您的。",
        "A code works once, and what is claimed cannot be handed on. Make sure that it was given to you.",
    ),
    "claim.button": ("領取", "Claim"),
    "claim.empty": ("請輸入領取碼", "Type the claim code"),
    "claim.length": ("領取碼有 12 個字，您輸入了 {n} 個", "A claim code has 12 characters, you typed {n}"),
    "claim.token": (
        "您輸入的是 20 個字的驗證碼。領取碼有 12 個字，由機關另外給您",
        "That is a verification code of 20 characters. A claim code has 12, and the agency gives it to you separately",
    ),
    "claim.strange": (
        "領取碼只有數字和英文字母，而且沒有 U",
        "A claim code has digits and Latin letters only, and no U",
    ),
    "claim.done": ("已放進您的證件包", "It is among your documents now"),
    "claim.done_text": (
        "{agency}發給您的{title}，之後都可以在這裡打開、出示、分享。",
        "{title}, issued by {agency}: from now on you can open, show and share it here.",
    ),
    "claim.open": ("看這份文件", "See the document"),
    "claim.more": ("再領取一份", "Claim another"),
    "refused.claim_wrong": (
        "這個領取碼不能用：打錯、用過或過期。請對照通知再輸入一次，或洽給您領取碼的機關。",
        "This claim code does not work: it is mistyped, used or expired. Compare it with your notice, or ask the agency "
        "that gave it to you.",
    ),
    "refused.claim_ended": (
        "這份文件已作廢、換發或銷毀，不能領取。請洽給您領取碼的機關。",
        "The document was voided, replaced or destroyed and cannot be claimed. Ask the agency that gave you the code.",
    ),
    "refused.claim_many": (
        "試太多次了。請 1 小時後再試，或請機關給您新的領取碼。",
        "Too many tries. Try again in an hour, or ask the agency for a new code.",
    ),
}
