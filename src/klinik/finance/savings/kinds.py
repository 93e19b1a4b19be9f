"""What the counter writes in the books: the kinds of its entries."""

ADMISSION = "savings.admission"
DEPOSIT = "savings.deposit"
WITHDRAWAL = "savings.withdrawal"
TRANSFER = "savings.transfer"
CLOSING = "savings.closing"
MONTHLY_FEE = "savings.fee"
