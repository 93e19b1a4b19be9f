"""Shared phones of a koppontren: enrolled by the manager, opened by a PIN, for the counter only."""
