"""The verify page beside an empty view with the same middleware, with 1,000 and with 100,000 documents in the database."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from .world import installation

REQUESTS = 3000
SIZES = (1_000, 100_000)
WANTED = 0.30


def fill(upto: int) -> list[str]:
    """Documents with public faces up to this number; returns some of their tokens."""
    from datetime import timedelta
    from uuid import uuid4

    from cms.accounts.models import Agency
    from cms.core import clock, ids
    from cms.core.slices import in_slices
    from cms.doctypes.selectors import current_version, definition_of
    from cms.vault.models import Document, PublicFace, Reservation

    version = current_version("junior-diploma")
    name = definition_of(version).name
    agency = Agency.objects.get(code="333303")
    now = clock.now()
    have = Document.objects.count()
    for serials in in_slices(range(have, upto), 5_000):
        reserved = [
            Reservation(
                document_id=uuid4(),
                number=f"BENCH-{serial:08d}",
                token=ids.new_token(),
                key="bench",
                seq=serial,
                agency=agency,
                doc_type_version=version,
                reserved_at=now,
            )
            for serial in serials
        ]
        Reservation.objects.bulk_create(reserved)
        Document.objects.bulk_create(
            [
                Document(reservation=r, number=r.number, doc_type_version=version, agency=agency, issued_at=now)
                for r in reserved
            ]
        )
        PublicFace.objects.bulk_create(
            [
                PublicFace(
                    token=r.token,
                    document_id=r.document_id,
                    type_name=name,
                    type_name_en="Junior High School Diploma",
                    mark="畢",
                    issuer_name=agency.name,
                    number=r.number,
                    agency_number=r.number,
                    issued_on=now.date(),
                    valid_until=now.date() + timedelta(days=365),
                    pages=1,
                    compare_code="48210937",
                    comparables=[{"code": "holder_name", "label": "姓名", "label_en": "Name", "hash": "0" * 64}] * 2,
                    history=[
                        {
                            "at": now.isoformat(),
                            "kind": "seal",
                            "signer": "測試平臺",
                            "subject": "C=TW, O=測試",
                            "issuer": "C=TW, O=測試",
                            "serial": "01",
                            "algorithm": "ECDSA P-256, SHA-256",
                        }
                    ],
                )
                for r in reserved
            ]
        )
    return list(PublicFace.objects.values_list("token", flat=True)[:: max(1, upto // 500)])


@contextmanager
def server():
    """One gunicorn worker on loopback; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--worker-class", "gthread", "--threads", "1", "--log-level", "error"], env=os.environ | settings
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def per_second(port: int, paths: list[str]) -> float:
    """Requests a second over one kept connection, after a short warm-up."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(path: str) -> None:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert response.status == 200, (path, response.status)

    for count in range(100):
        get(paths[count % len(paths)])
    start = time.perf_counter()
    for count in range(REQUESTS):
        get(paths[count % len(paths)])
    return REQUESTS / (time.perf_counter() - start)


if __name__ == "__main__":
    results = {}
    with installation():
        for size in SIZES:
            tokens = fill(size)
            with server() as port:
                empty, page = per_second(port, ["/empty/"]), per_second(port, [f"/v/{token}" for token in tokens])
                empty = (empty + per_second(port, ["/empty/"])) / 2
            results[str(size)] = {"empty": round(empty), "verify": round(page), "ratio": round(page / empty, 2)}
        print(json.dumps(results | {"wanted": WANTED}))
        sys.exit(min(each["ratio"] for each in results.values()) < WANTED)
