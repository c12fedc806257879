"""newsloc: news articles in, reviewed-ready gettext catalogs out."""

__version__ = "0.2.0"
