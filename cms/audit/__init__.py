"""What happened, for ever: events, the chain over them and its outside head."""
