"""Forgetting a member who left (UU 27/2022): the person goes, the money rows stay."""
