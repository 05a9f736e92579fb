"""Settings: base is shared; dev is the embedded default, test and production differ in settings only."""
