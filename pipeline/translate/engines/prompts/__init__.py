"""What large language models are asked, and what of their answers is the translation: shared by all that run them."""
