-- Rows that every posting rewrites: room on their page keeps the update there (HOT), and vacuum
-- comes long before the defaults would send it. Without this a busy book falls to half its speed.
ALTER TABLE ledger_book SET (
    fillfactor = 30,
    autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE ledger_account SET (
    fillfactor = 70,
    autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE ledger_account_month SET (
    fillfactor = 70,
    autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_cost_delay = 0
);
-- Entries and lines only grow; vacuum is needed so that index-only scans stay index-only.
ALTER TABLE ledger_line SET (autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE ledger_entry SET (autovacuum_vacuum_insert_scale_factor = 0.05);
