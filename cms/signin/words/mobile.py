"""What is said while signing in by mobile and one-time code."""

SENTENCES: dict[str, tuple[str, str]] = {}
