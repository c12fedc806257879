"""The settings of a project, put together from those that each room declares."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

from pipeline.editions.settings import BuildSettings, read_build
from pipeline.errors import ConfigError
from pipeline.gate.settings import GateSettings, read_gate
from pipeline.languages.locales import normalize_tag
from pipeline.project.settings import SettingsTable, checked, load_table, read_part, read_value, refuse_unknown
from pipeline.quality.settings import QualitySettings, read_quality
from pipeline.sources.settings import SourceSettings
from pipeline.translate.settings import TranslationSettings, read_translation

LANGUAGES = ("en", "ar")
"""The languages of a project that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set; every setting has a default.

    ``languages`` are those that articles are brought into. ``install`` is what the workflow of ``newsloc init`` gives
    to pip: a URL, a path or a requirement.
    """

    languages: tuple[str, ...] = LANGUAGES
    install: str = ""
    sources: SourceSettings = field(default_factory=SourceSettings)
    translation: TranslationSettings = field(default_factory=TranslationSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)
    gate: GateSettings = field(default_factory=GateSettings)
    build: BuildSettings = field(default_factory=BuildSettings)


NAMES = (
    "languages",
    "install",
    *(
        each.name
        for room in (TranslationSettings, GateSettings, QualitySettings, SourceSettings)
        for each in fields(room)
    ),
    "build",
)
"""What may stand at the top of newsloc.toml."""


def load_settings(project: Path) -> Settings:
    """Read the settings of the project in *project*; without a file, the defaults.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    table = load_table(project)
    refuse_unknown(table, NAMES)
    return Settings(
        sources=SourceSettings(**read_part(table, SourceSettings)),
        translation=read_translation(table, project),
        quality=read_quality(table),
        gate=read_gate(table),
        build=read_build(table.inner("build")),
        languages=_read_languages(table),
        install=read_value(table, "install", str) if "install" in table.values else "",
    )


def _read_languages(table: SettingsTable) -> tuple[str, ...]:
    if "languages" not in table.values:
        return LANGUAGES
    tags: tuple[str, ...] = read_value(table, "languages", tuple[str, ...])
    if not tags:
        raise ConfigError(
            f'{table.place("languages")} is empty; name at least one, as in ["{LANGUAGES[0]}"], or leave it out'
        )
    return tuple(checked(normalize_tag, tag, table.place("languages")) for tag in tags)
