"""Reading batches: by code, their counts, their rows as their own agency sees them."""

from collections import Counter

from cms.accounts.models import User
from cms.core.errors import NotFound

from .models import Batch, Row
from .permissions import batches_for


def batch_by_code(code: str) -> Batch:
    """The batch of that code; raises NotFound."""
    batch = Batch.objects.select_related("doc_type_version", "agency").filter(code=code).first()
    if batch is None:
        raise NotFound(f"找不到批次「{code}」。請核對批次編號。")
    return batch


def batch_for(user: User, code: str) -> Batch:
    """The batch of that code if this person may see it; what is hidden looks like what is absent."""
    batch = batches_for(user).select_related("doc_type_version", "agency").filter(code=code).first()
    if batch is None:
        raise NotFound(f"找不到批次「{code}」。請核對批次編號。")
    return batch


def row_counts(batch: Batch) -> Counter[str]:
    """How many rows are in each state."""
    return Counter(Row.objects.filter(batch=batch).values_list("state", flat=True))
