"""Shares for the tests of both sides: what is wished, a link made without the screens, and pages without their frame."""

from cms.vault.models import ShareLink
from cms.vault.services.shares import make_share
from cms.vault.share_terms import ShareTerms

WISH = {"fields": ["holder_name", "graduation_date"], "recipient": "示例公司人資", "purpose": "應徵", "days": "7"}
LIN = "林昱辰"


def made(people, number: str, name: str = "lin_id", **changes) -> tuple[ShareLink, str]:
    """A link of that person's, with its token."""
    wish = {"fields": tuple(WISH["fields"]), "recipient": WISH["recipient"], "purpose": WISH["purpose"]}
    terms = ShareTerms(**wish | {key: changes.pop(key) for key in wish if key in changes})
    return make_share(visitor=people[name], number=number, terms=terms, **{"days": 7, "once": False} | changes)


def text_of(response) -> str:
    """The page."""
    return response.content.decode()


def main_of(response) -> str:
    """The page without the frame, whose links change."""
    return text_of(response).partition("<main")[2].partition("</main>")[0]
