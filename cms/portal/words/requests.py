"""What is said about asking an agency: the form, the requests, and their answers."""

SENTENCES = {
    "requests": ("我的申請", "My requests"),
    "requests.lead": (
        "文件有錯、不是您的、少了一份，或想知道為什麼有人看過，都可以從這裡問簽發的機關。",
        "If a document is wrong, not yours or missing, or if you wonder why somebody looked at it, ask the agency here.",
    ),
    "requests.new": ("提出申請", "Make a request"),
    "requests.none": ("還沒有申請。", "No requests yet."),
    "requests.new_answer": ("有新的回覆", "New answer"),
    "requests.new_answers": ("{n} 則新的回覆", "{n} new"),
    "requests.no_document": ("沒有指定文件", "No particular document"),
    "requests.law": (
        "機關要在 30 天內答覆（個人資料保護法第 13 條）。",
        "The agency must answer within 30 days (Personal Data Protection Act, article 13).",
    ),
    # kinds
    "request.kind.correct": ("更正", "Correct something"),
    "request.kind.correct.hint": ("文件上的姓名、日期等寫錯了", "A name, a date or the like is wrong"),
    "request.kind.erase": ("停止利用或刪除", "Stop using or erase"),
    "request.kind.erase.hint": (
        "申請本身不會銷毀文件；機關會依保存年限答覆怎麼處理",
        "A request destroys nothing by itself; the agency answers by its retention rules",
    ),
    "request.kind.not_mine": ("這不是我的文件", "This is not mine"),
    "request.kind.not_mine.hint": ("文件是別人的，卻出現在這裡", "It is somebody else's, but stands among mine"),
    "request.kind.missing": ("少了文件", "A document is missing"),
    "request.kind.missing.hint": (
        "應該有卻找不到的文件，不必選文件",
        "One that should be here; choose no document below",
    ),
    "request.kind.look": ("詢問一次查閱", "Ask about a look"),
    "request.kind.look.hint": ("想知道機關為什麼看您的文件", "Why an agency looked at your document"),
    # states
    "request.state.open": ("等候答覆", "Waiting for an answer"),
    "request.state.overdue": ("逾期未答覆", "Overdue"),
    "request.state.granted": ("同意", "Granted"),
    "request.state.partly": ("部分同意", "Partly granted"),
    "request.state.refused": ("不同意", "Not granted"),
    "request.state.withdrawn": ("已撤回", "Withdrawn"),
    # the form
    "request.ask": ("提出申請", "Make a request"),
    "request.what": ("要申請什麼？", "What is it about?"),
    "request.document": ("哪一份文件？", "Which document?"),
    "request.document.hint": ("「少了文件」不必選", "Leave it open for a missing document"),
    "request.document.none": ("沒有指定文件", "No particular document"),
    "request.about_look": ("您問的查閱", "The look you ask about"),
    "request.text": ("請寫下您的說明", "Tell the agency"),
    "request.text.hint": (
        "最多 1,000 個字。請不要寫身分證字號；少了文件的，請寫種類、機關和大約的日期。內容加密保存，只有辦理的檔案管理員看得到，每次閱讀都留下紀錄。",
        "At most 1,000 characters. Do not write your national ID; for a missing document give its type, agency and "
        "approximate date. It is kept encrypted; only the records manager in charge can read it, and every reading is "
        "on record.",
    ),
    "request.send": ("送出申請", "Send the request"),
    "request.wrong": ("還沒有送出", "Not sent yet"),
    "refused.request_kind": ("請選擇要申請什麼", "Choose what it is about"),
    "refused.request_document": ("請選擇一份文件", "Choose a document"),
    "refused.request_look": (
        "找不到這次查閱，請從「誰看過」重新進入",
        "This look was not found. Start again from Who looked",
    ),
    "refused.request_empty": ("說明是空白的，請寫下要告訴機關的事", "Write what the agency should know"),
    "refused.request_long": (
        "說明有 {n} 個字，最多 {most} 個字",
        "Your text has {n} characters; at most {most} are possible",
    ),
    "refused.request_limit": (
        "一天最多提出 {most} 項申請，請明天再來，或撥 {hotline}",
        "At most {most} requests a day. Come back tomorrow or call {hotline}",
    ),
    "refused.request_nobody": (
        "系統裡還沒有用您的身分發出的文件，所以不能在這裡申請。請撥 {hotline}",
        "No document was issued to you here yet, so you cannot make a request. Call {hotline}",
    ),
    # one request
    "request.title": ("申請 {code}", "Request {code}"),
    "request.sent": ("申請已送出", "Your request was sent"),
    "request.sent.text": (
        "申請編號是 {code}，答覆會出現在這一頁。文件裡有您的電子郵件或手機的，有答覆時會通知您。",
        "Its number is {code}. The answer will stand on this page. You will be told of it if a document of yours bears your "
        "e-mail address or mobile number.",
    ),
    "request.kind": ("種類", "Kind"),
    "request.state": ("狀態", "State"),
    "request.of": ("文件", "Document"),
    "request.agency": ("答覆機關", "Agency"),
    "request.asked_on": ("申請日期", "Asked on"),
    "request.due_on": ("答覆期限", "To be answered by"),
    "request.overdue": (
        "已經超過期限還沒有答覆。請撥 {hotline} 反映，並說出申請編號。",
        "The time for an answer is over. Call {hotline} and give the number of the request.",
    ),
    "request.own_text": ("您的說明", "What you wrote"),
    "request.answer": ("機關的答覆", "The agency's answer"),
    "request.answered_on": ("答覆日期", "Answered on"),
    "request.withdrawn_on": ("撤回日期", "Withdrawn on"),
    "request.erase_next": (
        "答覆不會立刻銷毀文件。依法要保存的文件，等保存年限屆滿，由檔案管理員和另一位核定的人一起辦理；辦好後，這份文件會顯示「已依規定銷毀」。",
        "An answer destroys nothing by itself. A document that must be kept is destroyed when its retention period ends, "
        "by a records manager and a second person. It will then say that it was lawfully destroyed.",
    ),
    "request.withdraw": ("撤回這項申請", "Withdraw this request"),
    "request.withdraw.text": (
        "撤回後機關不再辦理，需要時可以再提一次。",
        "If you withdraw it, the agency stops. You can ask again at any time.",
    ),
    "request.withdrawn": ("申請已撤回", "The request was withdrawn"),
    "request.all": ("全部申請", "All requests"),
    "request.absent": ("找不到這項申請", "Request not found"),
    "request.absent.text": (
        "您的申請裡沒有這個編號。請從清單打開。",
        "There is no request with this number among yours. Open it from the list.",
    ),
}
