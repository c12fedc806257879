"""The page where people review: the catalogs are the store, every act is a function from entry to entry."""
