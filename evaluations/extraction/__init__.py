"""Articles to catalogs and back to editions: newsloc, po4a, mdpo and translate-toolkit on the same articles."""
