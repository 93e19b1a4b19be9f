"""The whole book to take away: for Beancount, for hledger, as CSV and as Excel.

Programs that others wrote add our books up again: each of the first two files ends with what every
account must hold.
"""
