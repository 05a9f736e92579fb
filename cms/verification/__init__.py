"""Is it true: addresses, status, comparison, and the public verdict page."""
