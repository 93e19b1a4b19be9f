"""What the disk refuses, in words."""

import errno

WORDS = {errno.ENOSPC: "the disk is full", errno.EROFS: "the disk is read-only"}


def why(error: OSError) -> str:
    """What the system said, in plain words where it concerns the disk."""
    return WORDS.get(error.errno or 0, error.strerror or str(error))
