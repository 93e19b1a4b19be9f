-- The same rows by hand, statement by statement; the two lines and the number take the fewest
-- round trips that SQL allows, and the hashes are not computed.
\set book 1 + :client_id % :books
\set debit (:book - 1) * 200 + random(1, 100)
\set credit (:book - 1) * 200 + random(101, 200)
\set amount random(1, 1000000)
BEGIN;
UPDATE plain_account SET debits = debits + :amount WHERE id = :debit;
UPDATE plain_account SET credits = credits + :amount WHERE id = :credit;
UPDATE plain_month SET debits = debits + :amount WHERE koppontren_id = :book AND account_id = :debit AND month = date_trunc('month', current_date);
UPDATE plain_month SET credits = credits + :amount WHERE koppontren_id = :book AND account_id = :credit AND month = date_trunc('month', current_date);
UPDATE plain_book SET last_number = last_number + 1, chain_head = '\x0102030405060708091011121314151617181920212223242526272829303132' WHERE koppontren_id = :book RETURNING last_number AS number \gset
INSERT INTO plain_entry VALUES (:book, :number, gen_random_uuid(), 'bench.transfer', current_date, false, now(), 1, NULL, '\x0102030405060708091011121314151617181920212223242526272829303132', '\x0102030405060708091011121314151617181920212223242526272829303132', NULL);
INSERT INTO plain_line VALUES (:book, :number, 1, :debit, current_date, :amount, 0), (:book, :number, 2, :credit, current_date, 0, :amount);
COMMIT;
