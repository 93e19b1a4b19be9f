"""The pages of the books: opening balances, money in and out, journal, accounts."""
