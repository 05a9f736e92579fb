"""500 diplomas from spreadsheet to vault, against WeasyPrint and pyHanko as their documentation shows: same key, one process each."""

import base64
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from .world import first_rows, installation

DOCUMENTS = 500


def ours(file: Path) -> float:
    """Seconds from reading the spreadsheet to the last committed document, everything in between included."""
    from django.db import transaction

    from cms.accounts.models import Agency, User
    from cms.accounts.selectors import actor_for
    from cms.issuance.services.approvals import approve_batch
    from cms.issuance.services.batches import start_sealing, upload_batch
    from cms.issuance.services.check import check_file
    from cms.issuance.services.sealing import seal_to_the_end

    clerk, approver = (User.objects.get(username=f"{name}.education") for name in ("clerk", "approver"))
    start = time.perf_counter()
    data = file.read_bytes()
    agency = Agency.objects.get(code="379130000E")
    checked = check_file(user=clerk, type_slug="junior-diploma", agency=agency, data=data, name=file.name)
    with transaction.atomic():
        batch = upload_batch(actor=actor_for(clerk, "cli"), checked=checked, data=data)
        batch = approve_batch(actor=actor_for(approver, "cli"), batch=batch)
        batch = start_sealing(actor=actor_for(approver, "cli"), batch=batch)
    seal_to_the_end(actor=actor_for(approver, "cli"), batch=batch, progress=lambda settled, total: None)
    seconds = time.perf_counter() - start
    assert batch.rows.filter(document__isnull=False).count() == DOCUMENTS
    return seconds


class _AnySize:
    """A ruler for placeholders: the first, largest size always fits."""

    def step_that_fits(self, text: str, element: dict, style: dict) -> int:
        return 0

    def width_mm(self, text: str, style: dict) -> float:
        return 0


def baseline_inputs(folder: Path) -> tuple[Path, Path]:
    """The layout's own page with {placeholders}, and a row of texts for each document that was issued."""
    from cms.core.papers import Sheet
    from cms.doctypes.selectors import current_version, definition_of
    from cms.templates_designer.models import LayoutVersion
    from cms.templates_designer.rendering.page import QR_ADDRESS, document
    from cms.templates_designer.rendering.style import ASSET_ADDRESS, style_sheet
    from cms.templates_designer.schema import placeholders
    from cms.templates_designer.selectors import frozen
    from cms.templates_designer.variables import AgencyFacts, Issue, texts_for
    from cms.vault.access import open_for_system
    from cms.vault.models import Document, PublicFace
    from cms.verification.addresses import verify_url

    version = current_version("junior-diploma")
    definition = definition_of(version)
    layout = frozen(LayoutVersion.objects.get(doc_type_version=version))
    names = placeholders(layout.data)
    sheet = Sheet(1, {name: "{" + name + "}" for name in names}, "https://verify.mydoc.example/v/0", b"")
    html = document(layout.data, sheet, _AnySize(), "").replace(QR_ADDRESS, "{qr}")
    html = html.replace("</head>", f"<style>{style_sheet(layout.data, {})}</style></head>")

    def inline(match: re.Match) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(layout.assets[match[1]]).decode()

    html = re.sub(re.escape(ASSET_ADDRESS) + "([0-9a-f]{64})", inline, html)
    rows = []
    door = open_for_system("benchmark", "same texts for the baseline")
    for issued in Document.objects.select_related("agency").order_by("number")[:DOCUMENTS]:
        face = PublicFace.objects.get(document=issued)
        facts = AgencyFacts(
            issued.agency.code, issued.agency.name, "", issued.agency.head_title, issued.agency.head_name
        )
        issue = Issue(issued.number, face.token, verify_url(face.token), face.compare_code, face.issued_on)
        texts = texts_for(definition, door.open(issued).values, facts, issue)
        rows.append({name: texts[name] for name in names} | {"url": verify_url(face.token)})
    (folder / "page.html").write_text(html)
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False))
    return folder / "page.html", folder / "rows.json"


def baseline(folder: Path) -> float:
    """Seconds that the naive stack takes for the same pages with the same key, in one process."""
    html, rows = baseline_inputs(folder)
    command = [sys.executable, "-m", "benchmarks.baseline_naive", "--jobs", "1", "--out", str(folder / "naive")]
    command += ["--html", str(html), "--rows", str(rows)]
    own, *_chain = (folder / "home/pki/platform.pem").read_text().partition("-----END CERTIFICATE-----\n")
    (folder / "own.pem").write_text(own + "-----END CERTIFICATE-----\n")
    command += ["--key", str(folder / "keys/signing/platform.key.pem"), "--cert", str(folder / "own.pem")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)["seconds"]


if __name__ == "__main__":
    with installation() as folder:
        mine = ours(first_rows(DOCUMENTS, folder / "city.csv"))
        naive = baseline(folder)
        answer = {"documents": DOCUMENTS, "ours_seconds": round(mine, 1), "baseline_seconds": round(naive, 1)}
        print(json.dumps(answer | {"ratio": round(naive / mine, 2), "wanted": 2}))
        sys.exit(naive / mine < 2)
