-- Keys within one tenant that are not (koppontren_id, id): the journal counts by number.
ALTER TABLE ledger_unit ADD CONSTRAINT ledger_unit_of_book
    FOREIGN KEY (koppontren_id) REFERENCES ledger_book (koppontren_id);
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_of_book
    FOREIGN KEY (koppontren_id) REFERENCES ledger_book (koppontren_id);
-- Entries have no key to their book: it would lock the book's row, the hottest of all, once more in
-- each posting, and their trigger looks the book up anyway. Nothing deletes a book.
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_reverses_in_tenant
    FOREIGN KEY (koppontren_id, reverses) REFERENCES ledger_entry (koppontren_id, number);
-- Lines have no key to their entry either: their trigger refuses any without an entry of the same
-- day, and no entry is ever deleted.
ALTER TABLE ledger_memo ADD CONSTRAINT ledger_memo_of_entry
    FOREIGN KEY (koppontren_id, entry_number) REFERENCES ledger_entry (koppontren_id, number);
