"""One document or a million of them: from a spreadsheet to sealed documents in the vault."""
