"""The settings of catalogs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSettings:
    """What catalogs hold.

    ``sign_off`` makes the units of an article that is already in the target language drafts, to be approved like the
    others. ``line_numbers`` writes them into the references. ``keep_cosmetic`` leaves a translation reviewed where only
    spacing, punctuation or case of its source changed.
    """

    sign_off: bool = False
    line_numbers: bool = False
    keep_cosmetic: bool = False
