"""Text from outside: what can be kept, and a line that cannot pass itself off as another."""

import unicodedata

# What programs send. PostgreSQL holds any text but this one character; SAID is more than blanks.
PLAIN = r"^[^\x00]*$"
SAID = r"^[^\x00]*[^\x00\s][^\x00]*$"
# Overrides and isolates, not the joiners (U+200C, U+200D), which Arabic and Javanese names need.
DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def one_line(text: str) -> str:
    """The text on one line: blanks are single and none stand outside.

    Line breaks become blanks; control characters and marks that turn the direction of reading are
    left out.
    """
    kept = (sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc")
    return " ".join("".join(kept).translate(DIRECTION_MARKS).split())


def as_scanned(typed: str) -> str:
    """A code as a scanner or a person gives it: without spaces, in capitals."""
    return "".join(typed.split()).upper()
