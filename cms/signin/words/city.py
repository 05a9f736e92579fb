"""What is said about the city account."""

SENTENCES: dict[str, tuple[str, str]] = {}
