"""The answers with what helps beside a unit, and what is found in a text being typed: fragments for the script."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline.errors import NewslocError
from pipeline.review.aids import Aids
from pipeline.review.forms import Form, parse_form
from pipeline.review.labels import speech_of
from pipeline.review.opened import OpenArticle
from pipeline.review.rendering import render
from pipeline.review.safety import read_body
from pipeline.review.unit import once


def aid_routes(aids: Aids) -> list[Route]:
    """Return the addresses of what helps, for the articles of a store."""
    pages = AidPages(aids=aids)
    return [
        Route("/beside/{language}/{slug:path}", pages.show_beside),
        Route("/memory/{language}/{slug:path}", pages.search),
        Route("/check/{language}/{slug:path}", pages.check, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidPages:
    """The answers."""

    aids: Aids

    def show_beside(self, request: Request) -> Response:
        """Show terms and translations from the memory for one unit."""
        opened = self._open(request)
        row = opened.row_named(request.query_params.get("name", ""))
        if row is None:
            return Response(status_code=404)
        try:
            matches, said = self.aids.matches(opened, row), ""
        except NewslocError as error:
            matches, said = (), str(error)
        terms = self.aids.terms(opened, row)
        return _answer(request, "beside.html.j2", terms=terms, matches=matches, said=said)

    def search(self, request: Request) -> Response:
        """Show translations of the memory with some words in them."""
        opened = self._open(request)
        try:
            found, said = self.aids.search(opened, request.query_params.get("words", "")), ""
        except NewslocError as error:
            found, said = (), str(error)
        return _answer(request, "found.html.j2", found=found, said=said)

    async def check(self, request: Request) -> Response:
        """Say what the checks find in a text that is being typed; nothing is saved."""
        return await run_in_threadpool(self._check, request, parse_form(await read_body(request)))

    def _check(self, request: Request, form: Form) -> Response:
        opened = self._open(request)
        row, text = opened.row_named(form.text("name")), " ".join(form.text("text").split())
        found = once(self.aids.store.inspect(opened, row, text).findings) if row and text else ()
        return _answer(request, "findings.html.j2", findings=found)

    def _open(self, request: Request) -> OpenArticle:
        return self.aids.store.open(request.path_params["slug"], request.path_params["language"])


def _answer(request: Request, template: str, **values: object) -> Response:
    return HTMLResponse(render(template, speech_of(request), **values))
