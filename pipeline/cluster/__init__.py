"""The main job on several machines."""
