"""What a row will look like: as its holder gets it, watermarked, and as the public will see it."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import pypdfium2

from cms.accounts.models import User
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import PublicFace, Refusal, Reservation
from cms.doctypes.selectors import definition_of
from cms.issuance.models import Batch, Row
from cms.issuance.selectors import agency_facts, batch_for, row_values
from cms.issuance.sheets import Order, face_for, sheet_for
from cms.templates_designer.models import LayoutVersion
from cms.templates_designer.rendering.base import CompiledLayout
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.schema import FrozenLayout, freeze
from cms.templates_designer.selectors import frozen, layout_for
from cms.vault.services.private import batch_cipher
from cms.verification.addresses import verify_url

WATERMARK = "PREVIEW—NOT VALID　預覽無效"
NOBODY = UUID(int=0)
NO_NUMBER, NO_TOKEN = "預覽", "0" * 20


def preview_pdf(*, user: User, batch: Batch, seq: int) -> bytes:
    """The row's page, watermarked and unsealed, with an address that verifies to nothing.

    Raises NotFound (batch hidden, row absent) and Refused (a row with errors, or one that the layout cannot hold).
    """
    order, layout = _order(user, batch, seq)
    answer = next(iter(_compiled(layout.pk).render([sheet_for(order)])))
    if isinstance(answer, Refusal):
        raise Refused(f"第 {seq} 列無法排版：{answer.remedy}")
    return answer.pdf


def preview_png(*, user: User, batch: Batch, seq: int, width: int = 700) -> bytes:
    """The first page of the preview as a picture of this width in pixels."""
    document = pypdfium2.PdfDocument(preview_pdf(user=user, batch=batch, seq=seq))
    page = document[0]
    picture = page.render(scale=width / page.get_width()).to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def preview_texts(*, user: User, batch: Batch, seq: int) -> Mapping[str, str]:
    """The row's values as its page shows them, by label: the picture's text alternative."""
    order, _layout = _order(user, batch, seq)
    return {field.label: order.values[field.code] for field in order.definition.fields if order.values.get(field.code)}


def public_preview(*, user: User, batch: Batch, seq: int) -> PublicFace:
    """What anybody with the QR will see of the row's document."""
    order, _layout = _order(user, batch, seq)
    return face_for(order, pages=1, history=())


def _order(user: User, batch: Batch, seq: int) -> tuple[Order, LayoutVersion]:
    batch = batch_for(user, batch.code)
    row = batch.rows.select_related("agency").filter(seq=seq, state=Row.State.GOOD).first()
    if row is None:
        raise Refused(f"第 {seq} 列還不能預覽：先修正這一列，或它已經核發。")
    layout = layout_for(batch.doc_type_version, row.agency, clock.today())
    order = Order(
        definition=definition_of(batch.doc_type_version),
        values=row_values(batch_cipher(batch.ref), row),
        agency=agency_facts(row.agency),
        reserved=Reservation(seq, NOBODY, NO_NUMBER, NO_TOKEN),
        issued_on=batch.issued_on or clock.today(),
        verify_url=verify_url(NO_TOKEN),
        layout=frozen(layout),
    )
    return order, layout


@lru_cache(maxsize=16)
def _compiled(layout_version_id: int) -> CompiledLayout:
    """The layout with the watermark, made once a process; characters it was not told of come from the installed fonts."""
    layout = _watermarked(frozen(LayoutVersion.objects.get(pk=layout_version_id)))
    return ReferenceRenderer().compile(layout, frozenset(WATERMARK), None)


def _watermarked(layout: FrozenLayout) -> FrozenLayout:
    """The layout with three lines across the page that say it is no document."""
    data = copy.deepcopy(dict(layout.data))
    page = data["page"]
    data["styles"]["preview"] = {"font": "print", "size": 26, "color": "edge", "align": "center"}
    for share in (0.2, 0.5, 0.8):
        data["elements"].append(
            {
                "kind": "text",
                "x": 0,
                "y": page["height"] * share,
                "w": page["width"],
                "style": "preview",
                "text": WATERMARK,
            }
        )
    return freeze(data, layout.assets)
