"""The glossary: required, forbidden and kept-as-is wordings, from CSV files that translators edit."""

from __future__ import annotations

from pipeline.translate.glossary.table import COLUMNS, PACKAGED, Glossary, load_glossary, required_term

__all__ = ["COLUMNS", "PACKAGED", "Glossary", "load_glossary", "required_term"]
