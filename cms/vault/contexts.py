"""What each ciphertext of a document is bound to: whose it is, what it is, and of which version."""

from uuid import UUID


def pdf_context(document_id: UUID, version: int) -> str:
    """The context of a version's sealed file."""
    return f"document:{document_id}:pdf:{version}"


def values_context(document_id: UUID, version: int) -> str:
    """The context of a version's field values."""
    return f"document:{document_id}:values:{version}"


def share_context(document_id: UUID, share_id: UUID) -> str:
    """The context of a share's terms."""
    return f"document:{document_id}:share:{share_id}"
