"""What a run leaves behind when something goes wrong: killed, two at once, a full disk, damaged catalogs."""
