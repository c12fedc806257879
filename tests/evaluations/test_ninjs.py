"""The table of agencies' items: which are valid, which of their editions are, and why others are not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evaluations.ninjs import main

ITEM = {
    "uri": "urn:x:1",
    "standard": {"name": "ninjs", "version": "3.1"},
    "type": "text",
    "language": "en",
    "headlines": [{"value": "Ice closes the port"}],
}
FILES = {
    "valid.json": ITEM,
    "several.json": [ITEM, {**ITEM, "uri": "no address"}, {**ITEM, "uri": "no address"}],
    "extended.json": {**ITEM, "foofoo": 1},
    "schema.json": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
}


def test_every_item_of_a_folder_is_counted_and_an_invalid_one_is_explained_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["ninjs", str(tmp_path)])
    main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == ["| 3.1 | 2 | 2 | 2 | 2 | 2 |", "| none | 3 | 0 | 0 | 0 | 0 |"]
    assert [line.partition(": valid by no schema")[0] for line in lines[4:]] == ["extended.json", "several.json"]
    assert "'foofoo' was unexpected" in lines[4]
    assert "'no address' is not a 'uri' (2 times)" in lines[5]
