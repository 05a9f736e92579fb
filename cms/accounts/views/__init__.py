"""The screens of signing in and of account administration."""
