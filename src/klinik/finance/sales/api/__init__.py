"""The till for programs: the same commands as its page, behind the same walls."""
