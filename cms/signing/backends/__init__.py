"""Where signing keys live: one small protocol, and an implementation for each place."""
