"""The live room of a session: one log, and everything else follows from it."""
