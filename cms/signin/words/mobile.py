"""What is said while signing in by mobile and one-time code, and by the last four of the national id."""

# In both languages, as nobody knows which one the phone's owner reads. The last line belongs to browsers: they fill the
# code in on this host only.
TEXT_MESSAGE = """【{site}】登入驗證碼 {code}，10 分鐘內有效。我們不會打電話問您驗證碼。
Your sign-in code, valid 10 minutes. We never call to ask for it.

@{host} #{code}"""

SENTENCES: dict[str, tuple[str, str]] = {
    # the number
    "sign_in.lead": (
        "用手機收驗證碼，就能打開發給您的文件，不必註冊。",
        "A code sent to your mobile opens the documents issued to you. No registration.",
    ),
    "sign_in.mobile": ("手機號碼", "Mobile number"),
    "sign_in.mobile_hint": (
        "09 開頭，共 10 碼，可含空格或短橫線",
        "Starts with 09 and has 10 digits. Spaces and hyphens are fine.",
    ),
    "sign_in.send": ("傳送驗證碼", "Send code"),
    "sign_in.other": ("其他方式", "Other ways"),
    "sign_in.other_text": (
        "用城市帳號登入，每支手機收過的文件都看得到。",
        "The city account shows all your documents, whichever mobile they were sent to.",
    ),
    # the code
    "sign_in.code_title": ("輸入 6 位數驗證碼", "Enter the 6-digit code"),
    "sign_in.code": ("驗證碼", "Code"),
    "sign_in.sent": ("已傳到 {shown}，10 分鐘內有效", "Sent to {shown}. Valid for 10 minutes."),
    "sign_in.sent_again": (
        "已重新傳送。請輸入最新一則簡訊的驗證碼，先前的不能再用。",
        "Sent again. Enter the code of the newest text: the earlier one no longer works.",
    ),
    "sign_in.late": (
        "簡訊現在比較慢，可能要等幾分鐘。驗證碼 10 分鐘內都有效。",
        "Texts are slow at the moment, so yours may take some minutes. The code is valid for 10 minutes.",
    ),
    "sign_in.again": ("重新傳送", "Send again"),
    "sign_in.again_in": ("重新傳送（{s} 秒後可用）", "Send again (in {s} seconds)"),
    "sign_in.go": ("登入", "Sign in"),
    "sign_in.none": ("我沒有收到", "I did not get it"),
    "sign_in.none_number": ("請看看上面的號碼對不對。", "Check the number above."),
    "sign_in.change": ("改號碼", "Change the number"),
    "sign_in.none_wait": (
        "收訊不好時簡訊會晚到。等 1 分鐘，再按「重新傳送」。",
        "With poor reception a text arrives late. Wait a minute, then press Send again.",
    ),
    "sign_in.none_blocked": (
        "手機可能擋了陌生簡訊，請看看被攔截的簡訊。",
        "Your phone may block texts from unknown senders: look among the blocked ones.",
    ),
    "sign_in.none_call": ("還是沒有，請撥 {hotline}。", "Still nothing? Call {hotline}."),
    # the last four
    "sign_in.id_title": ("輸入身分證字號後 4 碼", "Enter the last 4 digits of your ID number"),
    "sign_in.id_lead": (
        "要打開有身分證字號的文件，請再輸入身分證字號後 4 碼",
        "To open documents that bear an ID number, enter the last 4 digits of yours.",
    ),
    "sign_in.id_switch": ("換一位使用者", "Switch to another person"),
    "sign_in.id_switch_lead": (
        "輸入那一位的身分證字號後 4 碼，就改看發給那一位的文件",
        "Enter the last 4 digits of the other ID number to see the documents issued to that person.",
    ),
    "sign_in.id": ("身分證字號後 4 碼", "Last 4 digits of the ID number"),
    "sign_in.id_hint": ("居留證號也一樣，例如 6789", "Also of a resident certificate, for example 6789"),
    "sign_in.shared": (
        "這支手機有 {n} 位使用者，後 4 碼決定打開哪一位的文件。",
        "{n} people use this number. The digits tell whose documents open.",
    ),
    "sign_in.continue": ("繼續", "Continue"),
    "sign_in.skip": ("先看其他文件", "See my other documents first"),
    "sign_in.why": ("為什麼要問？打不開怎麼辦？", "Why do you ask? What if it does not work?"),
    "sign_in.why_text": (
        "手機可能是全家共用的，號碼也可能換過主人，所以要再確認一次。",
        "A phone may be shared, and a number may have had another owner. So we make sure.",
    ),
    "sign_in.why_number": (
        "這裡只打開發到這支手機的文件。以前用別的號碼收的文件，請用城市帳號登入，或撥 {hotline}。",
        "Only documents issued to this number open here. For those sent to another number, sign in with the city account "
        "or call {hotline}.",
    ),
    "sign_in.id_needless": ("不必輸入後 4 碼", "No digits needed"),
    "sign_in.id_needless_text": (
        "發到這支手機的文件，都已經在您的證件包裡。以前用別的號碼收的文件，請用城市帳號登入，或撥 {hotline}。",
        "All that was issued to this number is among your documents already. For what was sent to another number, sign in "
        "with the city account or call {hotline}.",
    ),
    # refused: what was typed
    "refused.mobile_empty": ("請輸入手機號碼", "Enter a mobile number"),
    "refused.mobile_digits": (
        "手機號碼只有數字，請看看是不是多打了別的字",
        "A mobile number has digits only. Check for other characters.",
    ),
    "refused.mobile_length": (
        "手機號碼要有 10 碼，您輸入了 {n} 碼",
        "A mobile number has 10 digits. You entered {n}.",
    ),
    "refused.mobile_start": (
        "手機號碼要用 09 開頭，您輸入的是 {start} 開頭",
        "A mobile number starts with 09. Yours starts with {start}.",
    ),
    "refused.code_empty": ("請輸入驗證碼", "Enter the code"),
    "refused.code_length": ("驗證碼要有 6 位數字，您輸入了 {n} 位", "A code has 6 digits. You entered {n}."),
    "refused.code_wrong": ("驗證碼不正確，還可以試 {n} 次", "That code is not right. Tries left: {n}."),
    "refused.code_expired": (
        "驗證碼已過期或已經用過，請重新傳送",
        "That code has expired or was used already. Send a new one.",
    ),
    "refused.code_spent": (
        "這組驗證碼已經試錯太多次，不能再用，請重新傳送",
        "That code was wrong too often and no longer works. Send a new one.",
    ),
    "refused.id_empty": ("請輸入身分證字號後 4 碼", "Enter the last 4 digits of the ID number"),
    "refused.id_length": ("後 4 碼要有 4 位數字，您輸入了 {n} 位", "Enter the last 4 digits only. You entered {n}."),
    "refused.id_wrong": (
        "發到這支手機的文件裡，沒有這個後 4 碼，還可以試 {n} 次",
        "No document issued to this number has these digits. Tries left: {n}.",
    ),
    "refused.id_twins": (
        "這支手機有兩位使用者的後 4 碼相同，無法分辨是哪一位。請改用城市帳號登入，或洽 {hotline}",
        "Two people who use this number have the same last 4 digits, so we cannot tell who you are. Sign in with the city "
        "account or call {hotline}.",
    ),
    # refused: too often, too soon
    "refused.sign_in_locked": (
        "嘗試次數已達上限，請 {minutes} 分鐘後再試或洽 {hotline}",
        "Too many tries. Wait {minutes} minutes or call {hotline}.",
    ),
    "refused.id_locked": (
        "嘗試次數已達上限，請 {minutes} 分鐘後再試或洽 {hotline}",
        "Too many tries. Wait {minutes} minutes or call {hotline}.",
    ),
    "refused.id_locked_today": (
        "今天嘗試次數已達上限，請明天再試或洽 {hotline}",
        "Too many tries for today. Try again tomorrow or call {hotline}.",
    ),
    "refused.send_many": (
        "驗證碼傳送次數已達上限，請 {minutes} 分鐘後再試或洽 {hotline}",
        "Too many codes were sent. Wait {minutes} minutes or call {hotline}.",
    ),
    "refused.send_pause": (
        "這個號碼剛剛才傳過驗證碼，請 1 分鐘後再傳",
        "A code was sent to this number a moment ago. Try again in a minute.",
    ),
    "refused.send_wait": ("還要等 {seconds} 秒才能重新傳送", "You can send again in {seconds} seconds."),
    "refused.send_down": (
        "簡訊現在傳不出去。您的資料沒有遺失，這次也沒有計入次數，請 {minutes} 分鐘後再試，或撥 {hotline}",
        "Texts cannot be sent now. Nothing was lost and nothing was counted. Try again in {minutes} minutes or call "
        "{hotline}.",
    ),
    "refused.send_rejected": (
        "簡訊傳不到這個號碼，這次沒有計入次數。請看看號碼對不對，或撥 {hotline}",
        "Texts do not reach this number, and nothing was counted. Check the number or call {hotline}.",
    ),
}
