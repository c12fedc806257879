"""Where sentences end: the rules (``boundaries``) and what they know of each language (one TOML file a language)."""
