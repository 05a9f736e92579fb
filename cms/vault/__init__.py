"""Where sealed documents are kept, by whom, for how long, and who looked."""
