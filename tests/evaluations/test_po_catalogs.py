from __future__ import annotations

from pathlib import Path

from evaluations.po_catalogs import read_reviewed
from pipeline.translate.glossary import Glossary

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRIES = 'msgid "It counted {0} votes."\nmsgstr "Es zählte {1} Stimmen."\n\n'
NO_TERMS = Glossary(terms=())


def write(folder: Path) -> Path:
    path = folder / "app" / "locale" / "de" / "LC_MESSAGES" / "app.po"
    path.parent.mkdir(parents=True)
    texts = [ENTRIES.format(number, 15 if number == 14 else number) for number in range(10, 30)]
    path.write_text(HEADER + "".join(texts) + '#, fuzzy\nmsgid "A draft"\nmsgstr "Ein Entwurf"\n', encoding="utf-8")
    (folder / "broken.po").write_text("msgid", encoding="utf-8")
    return folder


def test_the_reviewed_entries_are_parted_in_two_halves(tmp_path: Path) -> None:
    folder = write(tmp_path)
    halves = [list(read_reviewed(folder, NO_TERMS, reported=half, most=100)) for half in (True, False)]
    sources = [[entry.pairs[0].source for entry in half] for half in halves]
    assert all(sources)
    assert sorted(map(len, sources)) != [0, 20]
    assert len({*sources[0], *sources[1]}) == 20
    assert {entry.language for half in halves for entry in half} == {"de"}
