"""The gettext catalogs: read and written without loss, and merged so that no person's work is."""
