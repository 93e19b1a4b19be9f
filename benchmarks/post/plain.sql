-- The rows of sixteen books in plain tables: primary keys and nothing else.
CREATE TABLE plain_book (koppontren_id bigint PRIMARY KEY, last_number bigint NOT NULL,
    chain_head bytea NOT NULL) WITH (fillfactor = 30);
CREATE TABLE plain_account (id bigint PRIMARY KEY, koppontren_id bigint, debits bigint NOT NULL,
    credits bigint NOT NULL) WITH (fillfactor = 70);
CREATE TABLE plain_month (koppontren_id bigint, account_id bigint, month date,
    debits bigint NOT NULL, credits bigint NOT NULL,
    PRIMARY KEY (koppontren_id, account_id, month)) WITH (fillfactor = 70);
CREATE TABLE plain_entry (koppontren_id bigint, number bigint, request_id uuid, kind text,
    on_date date, on_was_given boolean, at timestamptz, by_id bigint, reverses bigint,
    fingerprint bytea, chain bytea, value_on date, PRIMARY KEY (koppontren_id, number));
CREATE TABLE plain_line (koppontren_id bigint, entry_number bigint, n smallint, account_id bigint,
    on_date date, debit bigint, credit bigint, PRIMARY KEY (koppontren_id, entry_number, n));
INSERT INTO plain_book SELECT n, 0, '\x' FROM generate_series(1, 16) n;
INSERT INTO plain_account SELECT n, (n - 1) / 200 + 1, 0, 0 FROM generate_series(1, 3200) n;
INSERT INTO plain_month SELECT (n - 1) / 200 + 1, n, date_trunc('month', current_date), 0, 0
  FROM generate_series(1, 3200) n;
