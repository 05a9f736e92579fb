"""What can go wrong, in three words that every edge knows how to answer."""


class MyDocError(Exception):
    """The root of everything that MyDoc raises on purpose."""


class Refused(MyDocError):
    """A rule or a right says no; str() is a full sentence: what was found, what is needed, what to do."""


class NotFound(MyDocError):
    """Absent, or hidden from who asks: both look the same."""


class Unreadable(Refused):
    """A file that cannot be read as what it claims to be."""
