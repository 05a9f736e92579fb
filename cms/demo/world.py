"""The demo's world, built with the same services that the screens call; every step may be run again."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.selectors import actor_for
from cms.accounts.services.agencies import import_agencies
from cms.accounts.services.roles import grant_role
from cms.audit.services import link_events, publish_head
from cms.core import clock
from cms.core.ids import group_token
from cms.core.papers import Actor
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.models import DocTypeIndexPage, DocTypePage
from cms.doctypes.services import make_doc_type_page
from cms.issuance.models import Batch
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import check_file
from cms.issuance.services.sealing import resume_batch, seal_to_the_end
from cms.signing.models import SigningProfile, TrustAnchor
from cms.signing.services import approve_profile, confirm_anchor, propose_anchor, propose_profile
from cms.signing.timestamps import stamp
from cms.templates_designer.builtin import builtin_layout
from cms.templates_designer.models import LayoutPage
from cms.templates_designer.services import make_layout_page
from cms.vault.models import PublicFace, Void
from cms.vault.permissions import claimable
from cms.vault.services.claims import make_claim_codes
from cms.vault.services.status import void_document
from cms.verification.addresses import verify_url
from cms.verification.status import status_of
from cms.verification.words import status_names

from .accounts import ACCOUNTS, SYSTEM, make_accounts
from .pages import make_public_pages
from .pki import make_test_pki

DATA = Path(__file__).parent / "data"
TYPES = ("junior-diploma", "senior-diploma", "award", "visit", "low-income")
FIRST = (
    ("junior-diploma", "junior-diploma.csv", "333303", "school"),
    ("senior-diploma", "senior-diploma.csv", "443320", "education"),
    ("award", "award.csv", "379730000A", "it"),
    ("visit", "visit.csv", "379150000T", "tourism"),
    ("low-income", "low-income.csv", "379140000I", "social"),
)


def build_world() -> None:
    """Test PKI, agencies, accounts, signing profile, anchors, types and layouts: whatever is missing."""
    make_test_pki(settings.MYDOC_HOME, settings.MYDOC_KEYS)
    import_agencies(agencies_csv=DATA / "agencies.csv", schools_csv=DATA / "schools.csv")
    _appoint_heads()
    make_accounts()
    home = make_public_pages()
    index = _index_beside(home)
    _let_design("bureau", index)
    _let_design("editor", home)
    _vouch()
    for slug in TYPES:
        _type_with_layout(index, slug)


def first_documents() -> None:
    """A small batch of each type, once; one diploma of it is void, so that there is something to see."""
    for slug, file_name, agency_code, people in FIRST:
        begun = Batch.objects.filter(file_name=file_name, uploaded_by=f"clerk.{people}").first()
        if begun:
            resume_batch(actor=SYSTEM, batch=begun, progress=_silent)
        else:
            _issue(slug, DATA / file_name, Agency.objects.get(code=agency_code), people)
    if not Void.objects.exists():
        clerk, approver = _actor("clerk.school"), _actor("approver.school")
        number = PublicFace.objects.filter(type_name=builtin_definition("junior-diploma").name).latest("number").number
        void_document(actor=clerk, approved_by=approver, number=number, reason_code="data_error", reason="示範作廢")
    link_events()
    publish_head(stamp=stamp)


def new_claim_code() -> str:
    """The code by which a citizen may claim the first award that nobody has yet; empty if all are claimed."""
    awards = claimable().filter(doc_type_version__slug="award").order_by("number")
    number = awards.values_list("number", flat=True).first()
    return group_token(make_claim_codes(actor=_actor("clerk.it"), numbers=[number])[0].code) if number else ""


def world_summary() -> dict:
    """What there is to look at: accounts with their labels, and one address for each kind of verdict."""
    today = clock.today()
    seen: dict[tuple[str, str], dict] = {}
    for face in PublicFace.objects.order_by("number")[:50]:
        word = status_names(status_of(face, today), "zh")[0]
        seen.setdefault((face.type_name, word), {"url": verify_url(face.token), "type": face.type_name, "status": word})
    accounts = {"admin": "系統管理"} | {account.name: account.label for account in ACCOUNTS}
    return {"accounts": accounts, "documents": list(seen.values())}


def _actor(name: str) -> Actor:
    return actor_for(User.objects.get(username=name), "cli")


def _silent(settled: int, total: int) -> None:
    """The first batches are too small for a progress line."""


def _publish(page: Page) -> Page:
    page.save_revision().publish()
    return page


def _appoint_heads() -> None:
    """The heads of the bureaus that issue: the list of agencies names none."""
    for code, name in (("379140000I", "方芷寧"), ("379150000T", "江柏翰"), ("379730000A", "呂思齊")):
        Agency.objects.filter(code=code, head_name="").update(head_title="局長", head_name=name)


def _index_beside(home: Page) -> DocTypeIndexPage:
    """The document types, beside the public site: below it, its editor would design them too."""
    index = DocTypeIndexPage.objects.first()
    if index is None:
        root = home.get_parent()
        return _publish(root.add_child(instance=DocTypeIndexPage(title="證件種類", slug="document-types")))
    if index.is_descendant_of(home):
        index.move(home, "right")
    return DocTypeIndexPage.objects.get(pk=index.pk)


def _let_design(name: str, page: Page) -> None:
    user = User.objects.get(username=name)
    if not RoleGrant.objects.filter(user=user, page=page.page_ptr).exists():
        grant_role(actor=SYSTEM, user=user, role=Role.DESIGNER, page=page.page_ptr, reason="示範環境")


def _vouch() -> None:
    """The platform's signing profile and the test root, each proposed by one person and confirmed by another."""
    bureau, second = _actor("bureau"), _actor("approver.it")
    if not SigningProfile.objects.filter(slug="platform").exists():
        profile = propose_profile(
            actor=bureau,
            slug="platform",
            name="平臺簽章",
            key_ref="file:platform",
            signer_name="測試文件保管箱平臺",
            reason="以平臺憑證封緘",
        )
        approve_profile(actor=second, profile=profile)
    for path in sorted((settings.MYDOC_HOME / "pki" / "anchors").glob("*.pem")):
        pem = path.read_text()
        if not TrustAnchor.objects.filter(certificate=pem).exists():
            confirm_anchor(
                actor=second, anchor=propose_anchor(actor=bureau, name=path.stem, certificate=pem, is_test=True)
            )


def _type_with_layout(index: Page, slug: str) -> None:
    page = DocTypePage.objects.child_of(index).filter(slug=slug).first()
    if page is None:
        page = make_doc_type_page(parent=index, definition=builtin_definition(slug))
    if not LayoutPage.objects.child_of(page).exists():
        make_layout_page(parent=page, data=builtin_layout(slug))


def _issue(slug: str, path: Path, agency: Agency, people: str) -> None:
    clerk, approver = _actor(f"clerk.{people}"), _actor(f"approver.{people}")
    data = path.read_bytes()
    user = User.objects.get(username=f"clerk.{people}")
    checked = check_file(user=user, type_slug=slug, agency=agency, data=data, name=path.name)
    with transaction.atomic():
        batch = upload_batch(actor=clerk, checked=checked, data=data)
        batch = start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
    seal_to_the_end(actor=approver, batch=batch, progress=_silent)
