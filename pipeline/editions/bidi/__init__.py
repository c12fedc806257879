"""How a text of both directions is shown: the Unicode Bidirectional Algorithm, isolates, and the proof of a line."""
