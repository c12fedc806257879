"""The overview as one HTML file, for people without newsloc and for CI: the page's own template, without its forms."""

from __future__ import annotations

from pipeline.review.labels import choose_language, speak
from pipeline.review.overview import Overview, everything
from pipeline.review.rendering import read_static, render
from pipeline.review.store import Store


def write_report(store: Store, language: str = "") -> str:
    """Return the overview of a project in a language of the page; its style is inside, and nothing else is needed."""
    speech = speak(choose_language(language, ""))
    view = everything(Overview(store=store))
    return render("overview.html.j2", speech, view=view, inline=read_static("review.css"), here="")
