"""The translation memory: reviewed targets and cached drafts, by source. A cache: the catalogs hold the truth."""

from __future__ import annotations

from pipeline.translate.memory.records import DraftKey, Match, Record, RecordCount, RecordKind
from pipeline.translate.memory.store import LOCATION, Memory

__all__ = ["LOCATION", "DraftKey", "Match", "Memory", "Record", "RecordCount", "RecordKind"]
