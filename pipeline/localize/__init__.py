"""The main job: bring articles into the catalogs of every language."""
