"""Tokens for programs: made once, shown once, looked up by their hash, revoked."""
