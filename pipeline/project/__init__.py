"""The project: its settings, its paths, and how its files are written and its work is shared out."""
