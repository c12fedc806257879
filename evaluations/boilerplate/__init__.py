"""What of real web pages is kept, beside trafilatura alone."""
