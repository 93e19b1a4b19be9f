"""What changes: files come in, mutations are matched, booked, and found to agree.

All of it happens under the lock of the bank account's own row.
"""
