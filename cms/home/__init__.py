"""The public site's own pages."""
