"""Answers to a browser: pages filled in for their reader, the files of the page, and what is said of errors."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.editions.labels import Labels, message, template_language
from pipeline.review.labels import COOKIE, ROOM, speech_of
from pipeline.review.rendering import read_static, render
from pipeline.review.reviewers import known_reviewer
from pipeline.review.safety import HEADERS
from pipeline.review.store import Renamed

STATIC = {"review.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}
YEAR = 365 * 24 * 3600
"""Seconds that a browser keeps what does not change."""


def answer_page(request: Request, template: str, status: int = 200, /, **values: object) -> Response:
    """Fill in a template; the language of the interface, once asked for, is remembered."""
    speech, reviewer = speech_of(request), known_reviewer(request)
    html = render(
        template,
        speech,
        style=static_address("review.css"),
        script=static_address("review.js"),
        icon=static_address("icon.svg"),
        who=reviewer.name if reviewer else "",
        here=request.url.path,
        query=dict(request.query_params),
        **values,
    )
    answer = HTMLResponse(html, status)
    if "ui" in request.query_params:
        answer.set_cookie(COOKIE, speech.language, max_age=YEAR, httponly=True, samesite="strict")
    return answer


def send_static(request: Request) -> Response:
    """Send the style sheet or the script; their addresses change with their content."""
    kind = STATIC.get(request.path_params["name"])
    if kind is None:
        return Response(status_code=404)
    content = read_static(request.path_params["name"])
    return Response(content, media_type=kind, headers={"Cache-Control": f"max-age={YEAR}, immutable"})


@cache
def static_address(name: str) -> str:
    """Return where a file of the page is served."""
    return f"/static/{sha256(read_static(name).encode()).hexdigest()[:10]}/{name}"


def show_error(request: Request, error: Exception) -> Response:
    """Show what a person must mend; lead to an article under its new name."""
    if isinstance(error, Renamed):
        path = request.url.path.removesuffix(error.old) + error.new
        return RedirectResponse(f"{path}?{request.url.query}".rstrip("?"), 307)
    return answer_page(request, "error.html.j2", 422, said=speech_of(request).say(plain(error)))


def show_missing(request: Request, error: Exception) -> Response:
    """Say that there is no such page."""
    del error
    said = speech_of(request).say(message("There is no such page."))
    return answer_page(request, "error.html.j2", 404, said=said)


def show_fault(request: Request, error: Exception) -> Response:
    """Say that newsloc itself is broken here; the terminal shows the error. No guard adds the headers to this."""
    del error
    said = speech_of(request).say(message("newsloc made a mistake here; its terminal says more."))
    answer = answer_page(request, "error.html.j2", 500, said=said)
    answer.headers.update(HEADERS)
    return answer


def language_of_error(speech: Labels, error: Exception) -> str:
    """Return the language in which an error is said: that of the code where the page has no words for it."""
    said = speech.say(plain(error)) != str(error)
    return speech.language if said else template_language(ROOM)


def plain(error: Exception) -> str:
    """Return what an error says, as a message without values."""
    return str(error).replace("{", "{{").replace("}", "}}")
