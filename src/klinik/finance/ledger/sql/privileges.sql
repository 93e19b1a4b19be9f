-- The application's role reads the ledger and writes it through functions alone. New tables were
-- granted to it by default, so what it may not do is taken back here.
REVOKE ALL ON ledger_book, ledger_unit, ledger_account, ledger_account_month,
    ledger_entry, ledger_line, ledger_memo FROM "{role}";
GRANT SELECT ON ledger_book, ledger_unit, ledger_account, ledger_account_month,
    ledger_entry, ledger_line, ledger_memo TO "{role}";
