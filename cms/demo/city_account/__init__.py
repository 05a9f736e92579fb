"""The demo's city account: an OpenID provider of invented people, in a process and a database of its own."""
