"""What citizens open their own documents for, as the record of looks has it."""

VIEW = "本人查看"
ZOOM = "本人放大查看"
DOWNLOAD = "本人下載"
SHARE = "本人選擇要分享的欄位"
TAKE_AWAY = "本人帶走全部資料"
SIGNED_IN = "本人登入，證件包顯示部分姓名"
FULL_NAME = "本人要求證件包顯示全名"

# The system read the name; nobody saw the document.
NAME_ONLY = (SIGNED_IN, FULL_NAME)
