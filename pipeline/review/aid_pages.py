"""The answers with what helps beside a unit, and what is found in a text being typed: fragments for the script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline.errors import NewslocError
from pipeline.review.aids import Aids
from pipeline.review.article import once
from pipeline.review.forms import Form, parse_form
from pipeline.review.labels import speech_of
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.rendering import render
from pipeline.review.safety import read_body


def aid_routes(aids: Aids) -> list[Route]:
    """Return the addresses of what helps, for the articles of a store."""
    pages = AidPages(aids=aids, model_queue=CapacityLimiter(1))
    return [
        Route("/beside/{language}/{slug:path}", pages.show_beside),
        Route("/memory/{language}/{slug:path}", pages.search),
        Route("/check/{language}/{slug:path}", pages.check, methods=["POST"]),
        Route("/reading/{language}/{slug:path}", pages.read, methods=["POST"]),
        Route("/candidates/{language}/{slug:path}", pages.offer, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidPages:
    """The answers; who waits for a model waits in ``model_queue``, and keeps no thread from others."""

    aids: Aids
    model_queue: CapacityLimiter

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
        return await _answer_form(request, self._check)

    def _check(self, request: Request, form: Form) -> Response:
        opened, row, text = self._typed(request, form)
        found = once(self.aids.store.inspect(opened, row, text).findings) if row and text else ()
        return _answer(request, "findings.html.j2", findings=found)

    async def read(self, request: Request) -> Response:
        """Say the same with what the embedded model finds; nothing where it finds nothing, or cannot read."""
        return await _answer_form(request, self._read, self.model_queue)

    def _read(self, request: Request, form: Form) -> Response:
        opened, row, text = self._typed(request, form)
        try:
            found = row is not None and self.aids.read(opened, row, text)
        except NewslocError:  # who asks the engine or the memory is told; who types is not disturbed
            found = False
        return self._check(request, form) if found else Response(status_code=204)

    def _typed(self, request: Request, form: Form) -> tuple[OpenArticle, Row | None, str]:
        opened = self._open(request)
        return opened, opened.row_named(form.text("name")), " ".join(form.text("text").split())

    async def offer(self, request: Request) -> Response:
        """Show what else the engine offers for one unit."""
        return await _answer_form(request, self._offer, self.model_queue)

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


async def _answer_form(
    request: Request, answer: Callable[[Request, Form], Response], queue: CapacityLimiter | None = None
) -> Response:
    """Answer a form in a thread, those with the same queue one after another."""
    form = parse_form(await read_body(request))
    return await to_thread.run_sync(answer, request, form, limiter=queue)


def _answer(request: Request, template: str, **values: object) -> Response:
    return HTMLResponse(render(template, speech_of(request), **values))
