"""The articles made for measuring are the same each time, and what is counted of them is right."""

from __future__ import annotations

from pathlib import Path

import polib

from evaluations.extraction.__main__ import bare, count_broken, count_sentences, tags
from evaluations.extraction.articles import Made, make_articles
from evaluations.extraction.newsloc import extract, rebuild, rewrite
from evaluations.extraction.tools import Tool, fill


def tool(folder: Path) -> Tool:
    return Tool(
        name="newsloc",
        version="",
        folder=folder,
        extract=(),
        rebuild=(),
        catalogs="locales/fr/LC_MESSAGES/*.po",
        editions="out/fr/*.md",
    )


def test_the_same_number_gives_the_same_articles_of_31_paragraphs() -> None:
    one, other = list(make_articles(2)), list(make_articles(2))
    assert one == other
    assert all(len(article.text.strip().split("\n\n")) == 31 for article in one)
    assert all(sentence in article.text for article in one for sentence in article.sentences)


def test_markup_and_spaces_do_not_count_in_sentences_and_links_do_in_tags() -> None:
    assert bare("See [the *page*](https://a.example/b) now.") == "Seethepagenow."
    assert tags("[a](b) **c** *d* *e*") == {'a href="b"': 1, "strong": 1, "em": 2}


def test_newsloc_keeps_sentences_and_tags_on_the_way_there_and_back(tmp_path: Path) -> None:
    articles = list(make_articles(2))
    (tmp_path / "source").mkdir()
    for article in articles:
        (tmp_path / "source" / f"{article.name}.md").write_text(article.text, encoding="utf-8")
    extract(tmp_path)
    measured = tool(tmp_path)
    entries, whole, alone = count_sentences(measured, articles)
    sentences = sum(len(article.sentences) for article in articles)
    assert entries > sentences
    assert (whole, alone) == (sentences, sentences)
    fill(measured)
    rewrite(tmp_path)
    plain = {path.name: path.read_bytes() for path in (tmp_path / "out" / "fr").iterdir()}
    rebuild(tmp_path, processes=2)
    assert plain == {path.name: path.read_bytes() for path in (tmp_path / "out" / "fr").iterdir()}
    assert count_broken(measured, articles) == 0


def test_a_cut_sentence_and_a_lost_link_are_counted(tmp_path: Path) -> None:
    article = Made(name="a", text="One [two](x) three.\n", sentences=("One [two](x) three.",))
    for folder in ("locales/fr/LC_MESSAGES", "out/fr"):
        (tmp_path / folder).mkdir(parents=True)
    catalog = polib.POFile()
    catalog.extend([polib.POEntry(msgid="One"), polib.POEntry(msgid="[two](x) three.")])
    catalog.save(str(tmp_path / "locales/fr/LC_MESSAGES/a.po"))
    (tmp_path / "out" / "fr" / "a.md").write_text("One two three.\n", encoding="utf-8")
    assert count_sentences(tool(tmp_path), [article]) == (2, 0, 0)
    assert count_broken(tool(tmp_path), [article]) == 1
