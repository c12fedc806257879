"""The overview as one HTML file, for people without newsloc and for CI: the page's own template, without its forms."""

from __future__ import annotations

from pipeline.review.corpus import Corpus
from pipeline.review.labels import choose_language, speak
from pipeline.review.overview import Overview
from pipeline.review.rendering import read_static, render
from pipeline.review.store import Store


def write_report(store: Store, language: str = "") -> str:
    """Return a project's overview and figures in a language of the page; the file needs no other."""
    speech = speak(choose_language(language, ""))
    view, figures = Overview(store).everything(), Corpus(store).everything()
    return render("overview.html.j2", speech, view=view, figures=figures, inline=read_static("review.css"), here="")
