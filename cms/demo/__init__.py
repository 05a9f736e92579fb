"""The demo's world: test PKI, invented city, accounts and first documents."""
