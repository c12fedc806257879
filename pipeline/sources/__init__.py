"""Sources: articles found, read and cut into units."""
