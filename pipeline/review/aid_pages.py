"""The answers with what helps beside a unit: fragments that the script puts into the page."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
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
from pipeline.review.store import Store


def aid_routes(store: Store) -> list[Route]:
    """Return the addresses of what helps, for the articles of a store."""
    pages = AidPages(aids=Aids(store=store), engine_queue=CapacityLimiter(1))
    return [
        Route("/beside/{language}/{slug:path}", pages.show_beside),
        Route("/memory/{language}/{slug:path}", pages.search),
        Route("/candidates/{language}/{slug:path}", pages.offer, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidPages:
    """The answers; who waits for the engine waits in ``engine_queue``, and keeps no thread from others."""

    aids: Aids
    engine_queue: CapacityLimiter

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

    async def offer(self, request: Request) -> Response:
        """Show what else the engine offers for one unit."""
        body = await read_body(request)
        if body is None:
            return Response(status_code=413)
        return await to_thread.run_sync(self._offer, request, parse_form(body), limiter=self.engine_queue)

    def _offer(self, request: Request, form: Form) -> Response:
        opened = self._open(request)
        row = opened.row_named(form.text("name"))
        if row is None:
            return Response(status_code=404)
        try:
            candidates, said = self.aids.candidates(opened, row), ""
        except NewslocError as error:
            candidates, said = (), str(error)
        return _answer(request, "candidates.html.j2", candidates=candidates, said=said)

    def _open(self, request: Request) -> OpenArticle:
        return self.aids.store.open(request.path_params["slug"], request.path_params["language"])


def _answer(request: Request, template: str, **values: object) -> Response:
    return HTMLResponse(render(template, speech_of(request), **values))
