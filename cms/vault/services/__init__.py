"""Everything that changes what the vault holds."""
