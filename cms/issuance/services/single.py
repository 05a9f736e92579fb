"""One document at a time: a batch of one row, made from a form instead of a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from cms.accounts.models import Agency, Role, User
from cms.accounts.selectors import user_of
from cms.core.errors import Refused
from cms.core.hashing import canonical_json
from cms.core.papers import Actor
from cms.doctypes.selectors import current_version
from cms.issuance.models import Batch
from cms.issuance.permissions import require_role

from .batches import fill_batch, open_batch
from .judging import CheckedRow, Judge

FORM_ROW = 1


def check_single(
    *, user: User, type_slug: str, agency: Agency, cells: Mapping[str, str], replaces: str = ""
) -> CheckedRow:
    """Judge a form's fields like a spreadsheet's row; stores nothing. Raises Refused and NotFound."""
    require_role(user, Role.CLERK, agency)
    judge = Judge(user=user, agency=agency, version=current_version(type_slug))
    return judge.together([judge.alone(FORM_ROW, dict(cells), replaces)])[0]


@transaction.atomic
def issue_single(
    *, actor: Actor, type_slug: str, agency: Agency, cells: Mapping[str, str], replaces: str = ""
) -> Batch:
    """A checked batch of one row, waiting for approval and sealing like any other; it is sealed at level B-LTA.

    replaces is the number of the document that this one supersedes when it is issued. Raises Refused where a field
    is wrong, with the first field's sentence.
    """
    row = check_single(user=user_of(actor), type_slug=type_slug, agency=agency, cells=cells, replaces=replaces)
    if row.errors:
        raise Refused(f"「{row.errors[0].column}」{row.errors[0].message}")
    name = f"換發 {replaces}" if replaces else "單筆核發"
    batch = open_batch(
        actor=actor,
        version=current_version(type_slug),
        agency=agency,
        name=name,
        data=canonical_json(dict(cells)),
        single=True,
    )
    return fill_batch(actor=actor, batch=batch, rows=(row,))
