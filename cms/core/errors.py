"""What can go wrong, in three words that every edge knows how to answer."""


class MyDocError(Exception):
    """The root of everything that MyDoc raises on purpose."""


class Refused(MyDocError):
    """A rule or a right says no; str() is a full sentence: what was found, what is needed, what to do.

    code names the sentence for pages in another language, and facts are what stands in it; both only where citizens
    can run into it.
    """

    def __init__(self, sentence: str, *, code: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.code, self.facts = code, facts


class NotFound(MyDocError):
    """Absent, or hidden from who asks: both look the same."""


class Unreadable(Refused):
    """A file that cannot be read as what it claims to be."""
