"""Making what newsloc knows of names in two scripts."""
