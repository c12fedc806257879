"""What the files of names are made of: names of pairs and of cities, and labels of Arabic words."""

from __future__ import annotations

import json
from pathlib import Path

from evaluations.names import __main__ as command
from pipeline.languages.names.lexicon import make_lexicon


def test_large_cities_are_taken_in_the_spelling_that_sounds_most_like_them(tmp_path: Path) -> None:
    rows = {
        "1": {"name": "Goiânia", "population": 1_536_097, "alternatenames": ["غويانيا", "Goiania", "مدينة الورد"]},
        "2": {"name": "Raymore", "population": 20_374, "alternatenames": ["رايمور"]},
    }
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cities15000.json").write_text(json.dumps(rows), encoding="utf-8")
    cities = command.names_of_cities(tmp_path)
    assert cities == {("Goiânia", "غويانيا"): 1_536_097}
    command.write_lexicon(command.known_names({}, cities), tmp_path / "names.tsv")
    assert "Goiania\tغويانيا\tplace" in (tmp_path / "names.tsv").read_text(encoding="utf-8").splitlines()


def test_what_was_written_down_is_read_both_ways(tmp_path: Path) -> None:
    names = list(command.read_written())
    lexicon = make_lexicon(names)
    assert lexicon.from_latin["mohamed"] == lexicon.from_latin["muhammad"] == "محمد"
    assert lexicon.to_latin["محمد"] == "Mohammed"
    assert (lexicon.from_latin["hariri"], lexicon.to_latin["الحريري"]) == ("الحريري", "al-Hariri")
    assert lexicon.from_latin["odeh"] == "عودة"
    assert "عوده" not in lexicon.to_latin
    assert "حمص" in lexicon.places
    command.write_lexicon(names, tmp_path / "names.tsv")
    assert "Homs\tحمص\tplace" in (tmp_path / "names.tsv").read_text(encoding="utf-8").splitlines()
