"""The people who have a city account in the demo: invented, and the same as in the demo's spreadsheets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One account: the subject that clients see, who it is, and how well the city checked that."""

    sub: str  # opaque: says nothing about the person
    name: str
    name_en: str
    national_id: str
    mobile: str
    level: str  # a key of CITY_ACCOUNT_LEVELS
    about: tuple[str, str]  # what to look at with this person: Chinese, English
    mobile_verified: bool = True

    def told(self, lang: str) -> dict[str, str]:
        """Name and description in one language, "zh" or "en"."""
        column = ("zh", "en").index(lang)
        return {"name": (self.name, self.name_en)[column], "about": self.about[column]}


PEOPLE = (
    Person(
        "7f3c1a90c2d84e6b9d0e5a41",
        "林昱辰",
        "LIN YU-CHEN",
        "F126018151",
        "0978220482",
        "high",
        ("國中畢業證書", "A junior high diploma"),
    ),
    Person(
        "b2e94d07a1f5437c8c6630de",
        "曾詠晴",
        "TSENG YUNG-CHING",
        "H221999235",
        "0915824485",
        "high",
        ("高職畢業證書", "A senior high diploma"),
    ),
    Person(
        "0d85f6e3497b4a2fb17c94e8",
        "李承恩",
        "LEE CHENG-EN",
        "C162527603",
        "0989686414",
        "high",
        ("低收入戶證明", "A low-income certificate"),
    ),
    Person(
        "c4719be25f0c4d1e86a3d7f2",
        "阮氏秋香",
        "NGUYEN THI THU HUONG",
        "J293518196",
        "0907999533",
        "high",
        ("國中畢業證書；手機還沒有驗證", "A junior high diploma; the mobile is not verified"),
        mobile_verified=False,
    ),
    Person(
        "5ae0c83d6b194f7aa2f8e610",
        "蘇以安",
        "SU YI-AN",
        "A123450009",
        "0900123450",
        "high",
        ("還沒有任何文件", "No document yet"),
    ),
    Person(
        "e96b20f4d37c48a5915d0bc3",
        "陳沛𡘙",
        "CHEN PEI-YI",
        "A283016614",
        "0932301241",
        "low",
        ("只用電子郵件註冊，沒有驗證身分：文件保管箱會拒絕", "Registered by e-mail, identity not checked: is refused"),
    ),
)
BY_SUB = {person.sub: person for person in PEOPLE}
