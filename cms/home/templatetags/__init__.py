"""What the public site's templates ask for."""
