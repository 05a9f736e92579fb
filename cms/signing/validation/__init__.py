"""Judging files: is this exactly what one of our signers sealed, and since when is that proven."""

from cms.signing.verdicts import Check, Expectation, FileVerdict, Outcome, SignerFacts, StampFacts

from .judging import judge

__all__ = ["Check", "Expectation", "FileVerdict", "Outcome", "SignerFacts", "StampFacts", "judge"]
