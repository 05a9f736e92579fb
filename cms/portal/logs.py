"""Keeps the links of shares out of the log: whoever reads it could open what a link still opens."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"^((?:/en)?/s/)[^/]+")


class WithoutLinks(logging.Filter):
    """Takes the token out of every path that a record names; the rest of the record says what happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_LINK.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
