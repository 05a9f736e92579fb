"""What a file is counts, not what it is called; what is no spreadsheet is refused by name with a remedy."""

import os
import subprocess
import sys

import pytest
from parsing_files import HEADER, ROWS, workbook_with

from cms.core.errors import Unreadable
from cms.issuance.parsing import read_table

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512
CSV = "姓名\n王\n".encode()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "檔案是空的（0 位元組）"),
        (b"%PDF-1.7\n", "內容是「PDF 文件」，不是試算表"),
        (b"\x89PNG\r\n\x1a\n", "內容是「PNG 圖片」"),
        (b"\xff\xd8\xff\xe0", "內容是「JPEG 圖片」"),
        (b"\x1f\x8b\x08", "內容是「gzip 壓縮檔」"),
        (OLE + "Workbook".encode("utf-16-le"), "這是舊版 Excel 97–2003 活頁簿（.xls）"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "活頁簿有密碼保護"),
        (OLE, "這是舊版 Office 文件"),
        (b"\xef\xbb\xbf \r\n<HTML><table>", "內容是「網頁（HTML）檔」"),
        (b'<?xml version="1.0"?><Workbook/>', "內容是「XML 檔」"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_name(data, found):
    with pytest.raises(Unreadable) as refused:
        read_table(data, "名冊.csv")

    sentence = str(refused.value)
    assert sentence.startswith("無法讀取「名冊.csv」：")
    assert found in sentence
    assert sentence.count("。") == 3, "what was found, what is needed, what to do"


def test_content_decides_and_not_the_name():
    assert read_table(CSV, "名冊.xlsx").assumed.format == "csv"
    assert read_table(workbook_with(HEADER, *ROWS), "名冊.csv").assumed.format == "xlsx"


def test_sixty_megabytes_are_refused_and_the_limit_itself_is_not():
    with pytest.raises(Unreadable, match="檔案有 60.0 MB。上限是 50 MB"):
        read_table(b"a" * (60 * 1024 * 1024), "a.csv")

    assert read_table(CSV, "a.csv", max_bytes=len(CSV)).rows
    with pytest.raises(Unreadable, match="上限是"):
        read_table(CSV, "a.csv", max_bytes=len(CSV) - 1)


def test_a_file_name_from_outside_cannot_disturb_the_sentence():
    with pytest.raises(Unreadable) as refused:
        read_table(b"", "a\n\u202efdp\x00" + "長" * 500)

    assert str(refused.value).startswith("無法讀取「a fdp 長長")
    assert len(str(refused.value)) < 200


def test_reading_needs_no_django(tmp_path):
    program = (
        "import sys; from cms.issuance.parsing import read_table;"
        " read_table('姓名\\n王\\n'.encode(), 'a.csv'); assert 'django' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=environment)
