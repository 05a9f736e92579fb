"""Addresses of the citizen's documents, below /my/ and /my/en/."""

urlpatterns: list = []
