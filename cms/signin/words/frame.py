"""The frame of every page under /my/: what stands around signing in and around the documents."""

SENTENCES = {
    "mine": ("我的證件包", "My Documents"),
    "sign_in": ("登入", "Sign in"),
    "sign_out": ("登出", "Sign out"),
    "signed_out": ("已登出", "You are signed out"),
    "signed_out.text": (
        "瀏覽器裡沒有留下您的文件。下載過的檔案還在這支裝置上；共用的電腦，請自己刪除檔案，再關掉瀏覽器。",
        "Nothing of your documents stays in the browser. Files that you downloaded are still on this device: on a shared "
        "computer delete them, then close the browser.",
    ),
    "session_over": (
        "太久沒有動作，為了保護您的資料，系統已經登出。請重新登入。",
        "You were away for a while, so we signed you out to protect your data. Sign in again.",
    ),
    "still": ("還在嗎？", "Still there?"),
    "still.text": (
        "再過 {minutes} 分鐘沒有動作，就會為了保護您的資料自動登出。沒送出的內容會不見。",
        "In {minutes} minutes you will be signed out to protect your data. What was not sent is lost.",
    ),
    "still.button": ("繼續使用", "Go on"),
    "back": ("返回", "Back"),
    "refused": ("沒有完成", "Not done"),
    "absent": ("找不到這份文件", "Document not found"),
    "absent.text": (
        "您的證件包裡沒有這個編號。請從清單打開文件；少了文件，請問簽發的機關。",
        "There is no document with this number among yours. Open it from the list; if one is missing, ask the agency "
        "that issued it.",
    ),
    "absent.link": ("回到我的證件包", "Back to My Documents"),
    "unreadable": ("這份文件現在打不開", "This document cannot be opened now"),
    "unreadable.text": (
        "您的資料沒有遺失。請 5 分鐘後再試，或撥 {hotline}。",
        "Nothing was lost. Try again in 5 minutes or call {hotline}.",
    ),
    "gone": ("這份文件已依規定銷毀", "This document was lawfully destroyed"),
    "gone.text": (
        "保存年限已滿，內容不再保存，也無法再打開。如果需要證明，請洽原簽發機關。",
        "Its retention period has ended: the contents are no longer kept. If you need proof, ask the issuing agency.",
    ),
    "forged": ("這一頁放太久了", "This page was open for too long"),
    "forged.text": (
        "為了安全，請回到上一頁，重新整理後再送出一次。沒有任何資料被更改。一再發生的話，請讓瀏覽器接受這個網站的 "
        "Cookie，或撥 {hotline}。",
        "To be safe, go back, reload the page and send it again. Nothing was changed. If it happens again, let your "
        "browser accept this site's cookies, or call {hotline}.",
    ),
}
