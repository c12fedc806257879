"""The server of the page: addresses, forms and answers. All knowledge is in the store and the views."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.errors import NewslocError
from pipeline.project.clock import current_time
from pipeline.review.acts import Reviewer, Signature, name_of
from pipeline.review.aid_pages import aid_routes
from pipeline.review.aids import Aids
from pipeline.review.answers import (
    STATIC,
    YEAR,
    answer_page,
    language_of_error,
    plain,
    send_static,
    show_error,
    show_fault,
    show_missing,
)
from pipeline.review.article import LEAST_SCORE, Wish, approvable_units, view_article
from pipeline.review.belonging import CHOICES, choose_lines, undo
from pipeline.review.events import watch
from pipeline.review.forms import NOTHING, UNDONE, Form, Unconfirmed, announce, changes_of, hold_errors, parse_form
from pipeline.review.labels import speech_of
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.overview import Filter, Overview
from pipeline.review.preview import write_preview
from pipeline.review.rendering import load_all, read_static, render
from pipeline.review.reviewers import known_reviewer, read_who, reviewer_of
from pipeline.review.safety import REVIEWER, WHO, Guard, Place, read_body
from pipeline.review.spans import Text, text_in
from pipeline.review.steps import Conflict, Step
from pipeline.review.store import Renamed, Store
from pipeline.review.unit import view_unit

_KEPT = ("show", "sort", "page", "score")
"""What of an address stays when a form is sent."""


def make_app(store: Store, place: Place) -> Starlette:
    """Return the page of a store."""
    aids = Aids(store=store)
    pages = Pages(store=store, overview=Overview(store), aids=aids, engine_queue=CapacityLimiter(1))
    load_all()
    for name in STATIC:
        read_static(name)
    routes = [
        Route("/", pages.show_overview),
        Route("/corpus", pages.show_corpus),
        Route("/article/{language}/{slug:path}", pages.show_article, methods=["GET"]),
        Route("/article/{language}/{slug:path}", pages.act, methods=["POST"]),
        Route("/preview/{language}/{slug:path}", pages.show_preview),
        *aid_routes(aids),
        Route("/events", pages.tell_changes),
        *((Route(WHO, ask_who, methods=["GET"]), Route(WHO, keep_who, methods=["POST"])) if place.token else ()),
        Route("/static/{digest}/{name}", send_static),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        aids.close()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, place=place)],
        exception_handlers={NewslocError: show_error, 404: show_missing, 500: show_fault},
    )
    app.state.reviewer = None if place.token else store.reviewer
    return app


def ask_who(request: Request) -> Response:
    """Ask somebody who they are."""
    return answer_page(
        request, "who.html.j2", known=known_reviewer(request), next=request.query_params.get("next", "/")
    )


async def keep_who(request: Request) -> Response:
    """Remember who somebody is, and lead them to the page that they asked for."""
    form = parse_form(await read_body(request))
    kept, wanted = read_who(form), form.text("next")
    is_ours = wanted.startswith("/") and wanted[1:2] not in {"/", "\\"}
    answer = RedirectResponse(wanted if is_ours else "/", 303)
    answer.set_cookie(REVIEWER, kept, max_age=YEAR, httponly=True, samesite="strict")
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The answers to each address."""

    store: Store
    overview: Overview
    aids: Aids
    engine_queue: CapacityLimiter
    """Who waits for the engine waits here, and keeps no thread from others."""

    # Read.

    def show_overview(self, request: Request) -> Response:
        """Show all articles in all languages."""
        query = request.query_params
        wish = Filter(
            language=query.get("language", ""),
            show=query.get("show", "all"),
            words=query.get("words", ""),
            page=_page(query),
        )
        return answer_page(request, "overview.html.j2", view=self.overview.page(wish), texts={}, engines=())

    def show_corpus(self, request: Request) -> Response:
        """Show the figures of the whole corpus."""
        figures, unread = self.overview.figures(request.query_params.get("language", ""))
        articles, languages = len(self.store.paths()), self.store.conditions.languages
        return answer_page(
            request, "corpus.html.j2", figures=figures, unread=unread, articles=articles, languages=languages
        )

    def show_article(self, request: Request) -> Response:
        """Show an article in one language."""
        return self._show(request, self._open(request))

    def show_preview(self, request: Request) -> Response:
        """Show the edition as it would be published, drafts in it."""
        html, policy = write_preview(self._open(request), self.store.site, self.store.project)
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    def _open(self, request: Request) -> OpenArticle:
        return self.store.open(request.path_params["slug"], request.path_params["language"])

    def _show(
        self, request: Request, opened: OpenArticle, *, refusal: NewslocError | None = None, form: Form = NOTHING
    ) -> Response:
        query = request.query_params
        block, least = _number(query, "block"), _number(query, "score")
        least = LEAST_SCORE if least is None else least
        wish = Wish(show=query.get("show", "all"), sort=query.get("sort", "order"), page=_page(query), least=least)
        asked = "" if opened.killed else query.get("approve", "")
        together: tuple[str, ...] = ()
        inspect = partial(self.store.inspect, opened)
        if asked == "score" or (asked == "block" and block is not None):
            together = approvable_units(opened, inspect, block=block if asked == "block" else None, least=least)
        step = self.store.steps.get(_number(query, "step") or 0)
        return answer_page(
            request,
            "article.html.j2",
            409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
            view=view_article(opened, inspect, wish),
            asked=asked,
            together=together,
            said=plain(refusal) if refusal else "",
            **_refused(refusal, form),
            step=step,
            kept=_kept(query),
            address=request.url.path,
            offers=self._offers(opened),
        )

    def _offers(self, opened: OpenArticle) -> dict[str, Text]:
        """Return what the engine offers beside people's texts, by the names of their units."""
        here = (opened.article.slug, opened.language)
        offers = self.store.offers.items()
        return {name: text_in(opened.language, text) for (*place, name), text in offers if tuple(place) == here}

    def tell_changes(self, request: Request) -> Response:
        """Tell a browser what changes on the disk, as long as it listens."""
        del request
        return StreamingResponse(watch(self.store), media_type="text/event-stream")

    # Write.

    async def act(self, request: Request) -> Response:
        """Do what a form asks for, and show the result: a page, or what the script puts in its place."""
        form = parse_form(await read_body(request))
        queue = self.engine_queue if form.text("act") == "redraft" else None
        return await to_thread.run_sync(self._act, request, form, limiter=queue)

    def _act(self, request: Request, form: Form) -> Response:
        speech = speech_of(request)
        try:
            step = self._do(self._open(request), form, reviewer_of(request))
        except Renamed:
            raise
        except NewslocError as error:
            return self._refuse(request, form, error)
        if step and step.lines and _wants_json(request):
            return JSONResponse({"said": speech.say(UNDONE), "reload": True})
        if step and step.lines:
            return _lead(request, step, "" if form.text("act") == "undo" else f"#p-{form.text('block')}")
        names = [name_of(after) for _, after in step.pairs] if step else [unit.partition(":")[0] for unit in form.units]
        opened = self._open(request)
        said = announce(speech, form.text("act"), opened, names, step)
        undoable = step if form.text("act") != "undo" else None
        if _wants_json(request):
            return self._fragments(request, opened, names, said, undoable)
        anchor = f"#u-{_following(opened, names) if form.text('next') else names[0]}" if names else ""
        return _lead(request, undoable, anchor)

    def _do(self, opened: OpenArticle, form: Form, reviewer: Reviewer) -> Step | None:
        """Do what a form asks for; return the step, or None where nothing changed."""
        opened.refuse_killed()
        slug, language, act = opened.article.slug, opened.language, form.text("act")
        if act in CHOICES:
            return choose_lines(self.store, slug, language, act, form.text("lines"))
        if act == "undo":
            return undo(self.store, form.step, opened, reviewer)
        if act == "redraft":
            unit, offered = next(iter(form.units), ""), bool(form.text("offered"))
            return self.aids.redraft(slug, language, unit, reviewer, offered=offered)
        hold_errors(form, opened, partial(self.store.inspect, opened))
        signature = Signature(reviewer=reviewer, day=current_time().date())
        return self.store.change(slug, language, act, changes_of(form, signature), reviewer)

    def _refuse(self, request: Request, form: Form, error: NewslocError) -> Response:
        """Say why nothing was done; what the reviewer wrote stays in the box."""
        opened, speech = self._open(request), speech_of(request)
        if not _wants_json(request):
            return self._show(request, opened, refusal=error, form=form)
        said = speech.say(plain(error))
        answer: dict[str, object] = {"said": said, "language": language_of_error(speech, error)}
        row = opened.row_named(error.name) if isinstance(error, Conflict) else None
        if row and row.entry:
            answer |= {"theirs": self._render_unit(request, opened, row)}
        if isinstance(error, Unconfirmed):
            answer |= {"confirm": True}
        return JSONResponse(answer, 409 if isinstance(error, Conflict) else 422)

    def _fragments(
        self, request: Request, opened: OpenArticle, names: list[str], said: str, step: Step | None
    ) -> Response:
        """Return the changed units for the script to put in place, and the counts."""
        speech = speech_of(request)
        rows = filter(None, map(opened.row_named, names))
        units = {name_of(row.entry): self._render_unit(request, opened, row) for row in rows if row.entry}
        progress = render("progress.html.j2", speech, progress=opened.progress)
        return JSONResponse({"said": said, "step": step.number if step else None, "units": units, "progress": progress})

    def _render_unit(self, request: Request, opened: OpenArticle, row: Row) -> str:
        return render(
            "unit.html.j2",
            speech_of(request),
            unit=view_unit(opened, row, self.store.inspect(opened, row)),
            units=len(opened.rows),
            offers=self._offers(opened),
            address=request.url.path,
            kept=_kept(request.query_params),
            **_refused(),
        )


def _refused(refusal: NewslocError | None = None, form: Form = NOTHING) -> dict[str, object]:
    """Return what a refused form shows in its unit: why, what was written, and what its writer had seen."""
    return {
        "conflict": refusal if isinstance(refusal, Conflict) else None,
        "unconfirmed": refusal if isinstance(refusal, Unconfirmed) else None,
        "mine": form.fields.get("text"),
        "seen": next(iter(form.units), ""),
    }


def _lead(request: Request, step: Step | None, anchor: str) -> Response:
    """Lead a browser to the article as it is now; the step is offered to be undone."""
    number = f"&step={step.number}" if step else ""
    return RedirectResponse(f"{request.url.path}?{_kept(request.query_params)}{number}{anchor}", 303)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "") == "application/json"


def _number(query: QueryParams, name: str) -> int | None:
    given = query.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None  # noqa: PLR2004


def _page(query: QueryParams) -> int:
    return max(1, _number(query, "page") or 1)


def _kept(query: QueryParams) -> str:
    return urlencode({name: query[name] for name in _KEPT if name in query})


def _following(opened: OpenArticle, names: Sequence[str]) -> str:
    """Return the name of the next draft that somebody must approve; of the same unit where none follows."""
    row = opened.row_named(names[0])
    start = row.index + 1 if row else 0
    rest = (*opened.rows[start:], *opened.rows[:start])
    return next((name_of(each.entry) for each in rest if each.entry and each.entry.fuzzy), names[0])
