"""Who reviews: the one who started the page, or, if several people share it, who each of them says they are."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.requests import Request

from pipeline.editions.labels import message
from pipeline.errors import ReviewError
from pipeline.review.acts import Reviewer, clean
from pipeline.review.forms import Form
from pipeline.review.safety import REVIEWER

_LONGEST = 100
"""Characters of a name, and of an address."""
_NOT_IN_NAMES = dict.fromkeys(map(ord, "<>()"))
"""What marks in a catalog where a name ends."""


def known_reviewer(request: Request) -> Reviewer | None:
    """Return who sent a request to a shared page, if they said so."""
    is_shared = request.app.state.reviewer is None
    return Reviewer.read(unquote(request.cookies[REVIEWER])) if is_shared and REVIEWER in request.cookies else None


def reviewer_of(request: Request) -> Reviewer:
    """Return who sent a request.

    :raises ReviewError: if nobody knows
    """
    reviewer: Reviewer | None = known_reviewer(request) or request.app.state.reviewer
    if reviewer is None:
        raise ReviewError(message("Say who you are."))
    return reviewer


def read_who(form: Form) -> str:
    """Return who somebody says they are, fit for a cookie.

    :raises ReviewError: if it is nobody
    """
    name, email = (clean(form.text(field)).translate(_NOT_IN_NAMES)[:_LONGEST] for field in ("name", "email"))
    if not name:
        raise ReviewError(message("Say who you are."))
    return quote(Reviewer(name=name, email=email).address)
