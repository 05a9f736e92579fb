"""A spreadsheet file becomes a table of texts, or one sentence that says why not and what would help; knows no Django."""

from cms.issuance.parsing.reading import read_table
from cms.issuance.parsing.table import Assumption, Table

__all__ = ["Assumption", "Table", "read_table"]
