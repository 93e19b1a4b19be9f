"""The shop for programs: the same commands as the pages, behind the same walls."""
