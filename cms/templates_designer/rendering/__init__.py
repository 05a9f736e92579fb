"""Layouts become pages here, and only here is WeasyPrint spoken."""
