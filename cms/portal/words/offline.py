"""What is said without a network, and what the app is called on a phone."""

SENTENCES = {
    "offline": ("現在沒有網路", "You are offline"),
    "offline.text": (
        "連上網路後，再按「再試一次」。文件和 PDF 要連線才打得開。",
        "Connect to the internet, then try again. Documents and PDFs open online only.",
    ),
    "offline.updated": ("離線，資料更新於 {when}", "Offline, updated {when}"),
    "offline.list": ("您的證件", "Your documents"),
    "offline.issued": ("核發", "Issued"),
    "offline.nothing": (
        "這支裝置上沒有清單。請連上網路並登入，再打開我的證件包。",
        "There is no list on this device. Connect to the internet, sign in, and open My Documents.",
    ),
    "offline.again": ("再試一次", "Try again"),
    "app": ("我的證件包", "My Documents"),
    "app.about": (
        "看、下載、分享政府發給您的文件，也看得到誰看過。",
        "See, download and share documents that the government issued to you, and see who looked.",
    ),
}
