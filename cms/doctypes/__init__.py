"""What can be issued: document types, their fields, and the frozen versions of both."""
