"""Links whose address stands below the text: which of them a translation loses."""

from __future__ import annotations

import pytest

from pipeline.sources.link_labels import defined_labels, find_lost_links
from pipeline.sources.readers import reader_named

SOURCE = "See [the text][a], [b], [B] and [c]."
DEFINED = f"{SOURCE}\n\n[a]: https://e.example/a\n[b]: https://e.example/b\n"
LOST = [
    ("انظر [النص][a] و[b] و[B] و[c].", []),
    ("انظر [النص][a] و[باء][b] و[b][] و[c].", []),
    ("انظر [النص] و[b] و[B] و[c].", ["a"]),
    ("انظر النص[a] وباء و[b].", ["B"]),
    ("انظر.", ["a", "b", "B"]),
]


@pytest.mark.parametrize(("target", "lost"), LOST)
def test_a_link_that_a_translation_loses_is_found(target: str, lost: list[str]) -> None:
    labels = defined_labels(reader_named("markdown").parse(DEFINED, "source/ice.md"))
    assert [label for label, _ in find_lost_links(SOURCE, target, labels)] == lost


def test_brackets_without_a_definition_are_no_links() -> None:
    labels = defined_labels(reader_named("markdown").parse(f"{SOURCE}\n", "source/ice.md"))
    assert list(find_lost_links(SOURCE, "انظر.", labels)) == []
