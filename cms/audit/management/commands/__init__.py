"""One command a module; its name is the verb that operators type."""
