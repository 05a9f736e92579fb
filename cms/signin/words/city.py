"""What is said about the city account: every way in which signing in with it may fail has its own sentence."""

SENTENCES: dict[str, tuple[str, str]] = {
    "city.refused": ("這次登入沒有完成", "This sign-in was not completed"),
    "city.denied": ("您取消了登入", "You cancelled signing in"),
    "city.down": ("城市帳號現在無法使用", "The city account is not available"),
    "city.safe": ("您的文件都還在，沒有任何資料被更改。", "Your documents are all there. Nothing was changed."),
    "city.again": ("再試一次", "Try again"),
    "city.mobile": ("改用手機登入", "Sign in by mobile"),
    "city.mine": ("到我的證件包", "To My Documents"),
    "city.call": ("一再發生的話，請撥 {hotline}。", "If it happens again, call {hotline}."),
    # the way there and back
    "refused.city_down": (
        "城市帳號沒有回應，或是回覆看不懂。請過幾分鐘再試，或改用手機登入。",
        "The city account did not answer, or its answer could not be read. Try again in a few minutes, or sign in by "
        "mobile.",
    ),
    "refused.city_denied": (
        "您沒有同意把資料交給我們，所以我們什麼都沒有收到。",
        "You did not agree to share your data, so we received nothing.",
    ),
    "refused.city_provider": (
        "城市帳號沒有接受這次登入。請重新登入一次。",
        "The city account did not accept this sign-in. Sign in once more.",
    ),
    "refused.city_state": (
        "這次登入不是從這個瀏覽器開始的，或已經超過 10 分鐘。請從登入頁重新開始。",
        "This sign-in was not begun in this browser, or more than 10 minutes ago. Start again from the sign-in page.",
    ),
    "refused.city_replayed": (
        "這個登入網址已經用過一次，不能再用。請從登入頁重新開始。",
        "This sign-in address has been used before and cannot be used again. Start again from the sign-in page.",
    ),
    # the ID token
    "refused.city_malformed": (
        "城市帳號交來的登入證明看不懂，所以沒有採用。請重新登入一次。",
        "The proof from the city account could not be read and was not used. Sign in once more.",
    ),
    "refused.city_algorithm": (
        "登入證明的簽章方式不安全，所以沒有採用。請重新登入一次。",
        "The proof was signed in an unsafe way and was not used. Sign in once more.",
    ),
    "refused.city_key": (
        "登入證明的簽章金鑰不是城市帳號公布的，所以沒有採用。請重新登入一次。",
        "The proof was signed with a key that the city account has not published and was not used. Sign in once more.",
    ),
    "refused.city_signature": (
        "登入證明的簽章不正確，內容可能被改過，所以沒有採用。請重新登入一次。",
        "The signature of the proof is wrong, it may have been changed, so it was not used. Sign in once more.",
    ),
    "refused.city_issuer": (
        "登入證明不是我們的城市帳號發的，所以沒有採用。請從登入頁重新開始。",
        "The proof was not issued by our city account and was not used. Start again from the sign-in page.",
    ),
    "refused.city_audience": (
        "登入證明是發給別的網站的，不能在這裡用。請從登入頁重新開始。",
        "The proof was issued for another site and cannot be used here. Start again from the sign-in page.",
    ),
    "refused.city_expired": (
        "登入證明已經過期。請重新登入一次。",
        "The proof has expired. Sign in once more.",
    ),
    "refused.city_early": (
        "登入證明的時間還沒到，可能是城市帳號的時鐘不準。請過幾分鐘再試。",
        "The proof is not valid yet; the city account's clock may be wrong. Try again in a few minutes.",
    ),
    "refused.city_nonce": (
        "登入證明不是為這一次登入發的，所以沒有採用。請從登入頁重新開始。",
        "The proof was not issued for this sign-in and was not used. Start again from the sign-in page.",
    ),
    "refused.city_access": (
        "登入證明和城市帳號交來的資料對不起來，所以沒有採用。請重新登入一次。",
        "The proof does not belong to the data that came with it and was not used. Sign in once more.",
    ),
    "refused.city_subject": (
        "城市帳號沒有說清楚是哪一個帳號，所以沒有採用。請重新登入一次。",
        "The city account did not say clearly whose account it is, so nothing was used. Sign in once more.",
    ),
    # the person
    "refused.city_level": (
        "您的城市帳號還沒有驗證身分，文件保管箱只接受驗證過的帳號。請先在城市帳號完成身分驗證，或改用手機登入。",
        "Your city account has not checked your identity, and only accounts with a checked identity are accepted here. "
        "Have it checked first, or sign in by mobile.",
    ),
    "refused.city_national_id": (
        "城市帳號沒有交來有效的身分證字號，所以找不到您的文件。請在城市帳號補上，或改用手機登入。",
        "The city account gave no valid national ID number, so your documents cannot be found. Add it there, or sign in "
        "by mobile.",
    ),
}
