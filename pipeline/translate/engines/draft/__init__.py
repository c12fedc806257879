"""The embedded default engine: Gemma 3 270M with the project's own English-Arabic adapter."""
