from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.localize.job import Job, Observer, RunResult
from pipeline.localize.learning import learn
from pipeline.localize.run import localize
from pipeline.localize.shard import Shard, read_shard
from pipeline.project.progress import no_progress
from pipeline.sources.article import find_articles
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import ENGLISH, approve, edit, snapshot

SHARES = tuple(Shard(number=number, count=3) for number in (1, 2, 3))


def run(project: Path, shard: Shard, said: list[str] | None = None) -> RunResult:
    with Memory(project / ".newsloc" / "memory.sqlite") as memory:
        job = Job(
            project=project,
            languages=("ar",),
            glossary=load_glossary(),
            memory=memory,
            engine_for=lambda _: FakeEngine(),
            shard=shard,
        )
        return localize(
            job, find_articles(project), Observer(say=([] if said is None else said).append, progress=no_progress)
        )


def written(project: Path) -> dict[str, bytes]:
    return {str(Path(name).relative_to(project)): content for name, content in snapshot(project).items()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with drafts, reviewed texts, edited texts, new articles and a renamed one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    folder = tmp_path / "project"
    source = folder / "source"
    source.mkdir(parents=True)
    for number in range(6):
        text = ENGLISH.replace("31", f"3{number}").replace("Thursday", f"Thursday in hall {number}")
        (source / f"vote-{number}.md").write_text(text, encoding="utf-8")
    run(folder, Shard())
    for number in range(4):
        edit(folder, approve, f"vote-{number}")
    edited = source / "vote-1.md"
    edited.write_text(edited.read_text(encoding="utf-8").replace("9 on", "8 on"), encoding="utf-8")
    for number in range(6):
        shutil.copy(source / f"vote-{number}.md", source / f"twin-{number}.md")
    (source / "vote-3.md").rename(source / "ballot.md")
    (source / "twin-3.md").unlink()
    return folder


def test_each_article_is_in_one_shard_whatever_others_there_are() -> None:
    slugs = [f"2027/05/article-{number}" for number in range(900)]
    held = [[slug for slug in slugs if shard.holds(slug)] for shard in SHARES]
    assert sorted(slug for share in held for slug in share) == sorted(slugs)
    assert all(250 < len(share) < 350 for share in held)
    assert [slug for slug in slugs[::2] if SHARES[0].holds(slug)] == [slug for slug in held[0] if slug in slugs[::2]]
    # The digest is SHA-256: machines, versions of Python and years agree.
    assert [shard.number for shard in SHARES if shard.holds("ice")] == [1]


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "-1/2", "1/2/3", "a/b", "", "1/2 "])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"write its number and how many there are, such as 3/8"):
        read_shard(text)


def test_shards_write_together_what_one_run_writes(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    whole = run(project, Shard())
    shares = [run(other, shard) for shard in SHARES]
    assert written(other) == written(project)
    rows = {row.slug for share in shares for row in share.rows}
    assert rows == {row.slug for row in whole.rows}
    assert sum(len(share.rows) for share in shares) == len(whole.rows)
    assert all(len(share.rows) < len(whole.rows) for share in shares)


def test_shards_that_run_at_the_same_time_write_what_one_run_writes(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    run(project, Shard())
    waiting = list(SHARES)

    def learn_and_wait(*arguments: Any) -> Any:
        learned = learn(*arguments)
        if waiting:
            run(other, waiting.pop())
        return learned

    # One has learned and is about to draft when the next runs from its beginning to its end; and so on.
    monkeypatch.setattr("pipeline.localize.run.learn", learn_and_wait)
    run(other, waiting.pop())
    assert written(other) == written(project)


def test_a_shard_says_how_many_articles_are_its_own(project: Path) -> None:
    said: list[str] = []
    own = [path for path in find_articles(project) if SHARES[0].holds(path.stem)]
    run(project, SHARES[0], said)
    assert said[0] == f"shard 1/3: {len(own)} of 11 articles"
    run(project, Shard(), said := [])
    assert not any(line.startswith("shard ") for line in said)
