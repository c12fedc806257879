"""newsloc: news articles in, review-ready gettext catalogs out."""

__version__ = "0.2.0"
