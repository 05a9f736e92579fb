"""Everything that changes a batch: check, upload, approve, issue, resume, withdraw, export."""
