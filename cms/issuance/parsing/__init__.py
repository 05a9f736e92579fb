"""A spreadsheet file becomes a table of texts, or one sentence that says why not and what would help; knows no Django."""

from cms.issuance.parsing.reading import read_table, sheets_of
from cms.issuance.parsing.sheets import AskSheet, Sheet
from cms.issuance.parsing.table import Assumption, Table

__all__ = ["AskSheet", "Assumption", "Sheet", "Table", "read_table", "sheets_of"]
