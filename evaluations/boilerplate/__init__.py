"""What of a scraped page is kept: measured on pages that others wrote, beside trafilatura alone."""
