"""newsloc: news articles in, reviewed-ready gettext catalogs out."""

__version__ = "0.1.0"
