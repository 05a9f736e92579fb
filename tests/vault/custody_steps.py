"""Steps that tests of custody run in processes of their own: python custody_steps.py STEP [ARGUMENT…]."""

import json
import sys
from pathlib import Path
from uuid import UUID

import django

sys.path[:0] = [str(Path(__file__).parents[up]) for up in (2, 1)]  # the project, and what all tests have in common
django.setup()

from custody_world import issue_shared, lin, somebody  # noqa: E402
from vault_world import acting  # noqa: E402

from cms.core.errors import MyDocError  # noqa: E402
from cms.vault.access import get_document_for  # noqa: E402
from cms.vault.bearers import ShareBearer  # noqa: E402
from cms.vault.models import AccessRecord, Claim, CustodyGrant, ShareOpening  # noqa: E402
from cms.vault.services.claims import claim_document, make_claim_codes  # noqa: E402
from cms.vault.services.shares import make_share  # noqa: E402
from cms.vault.share_terms import ShareTerms  # noqa: E402


def say(value: object) -> None:
    """One line of JSON for whoever started this."""
    print(json.dumps(value), flush=True)  # noqa: T201 (this is the answer)


def share_once() -> None:
    """A share that opens once; its id and the document's number."""
    number = issue_shared()
    link, _token = make_share(
        visitor=lin(), number=number, terms=ShareTerms(("public",), "甲", "乙"), days=1, once=True
    )
    say([str(link.pk), number])


def open_share(share_id: str, number: str) -> None:
    """Open it as soon as standard input ends; whether that went well."""
    wait()
    try:
        get_document_for(ShareBearer(UUID(share_id)), number, purpose="開啟分享", via="share")
        say(True)
    except MyDocError:
        say(False)


def openings() -> None:
    """How many openings and looks by shares there are."""
    say([ShareOpening.objects.count(), AccessRecord.objects.filter(kind="share").count()])


def code() -> None:
    """A claim code."""
    (made,) = make_claim_codes(actor=acting("clerk"), numbers=[issue_shared(agencys=True)])
    say(made.code)


def claim(mobile: str, code: str) -> None:
    """Claim with it as soon as standard input ends; whether that went well."""
    wait()
    try:
        claim_document(visitor=somebody(mobile), code=code, network=mobile)
        say(True)
    except MyDocError:
        say(False)


def claims() -> None:
    """How many claims and citizens with a document there are."""
    say([Claim.objects.count(), CustodyGrant.objects.filter(citizen__isnull=False, ends_at__isnull=True).count()])


def wait() -> None:
    """Until whoever started this lets go of all at once."""
    say("ready")
    sys.stdin.read()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
