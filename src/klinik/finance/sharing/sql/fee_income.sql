-- Where the fees of before went: what was taken, to the income of its entry; the others, to what their
-- kind of savings names now. Their owner sees no tenant's rows while the walls of a table are forced.

ALTER TABLE sharing_fee NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER asked_once;
ALTER TABLE savings_savingsaccount NO FORCE ROW LEVEL SECURITY;
ALTER TABLE savings_savingsproduct NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_account NO FORCE ROW LEVEL SECURITY;

UPDATE sharing_fee f
   SET income_id = coalesce(
       (SELECT l.account_id
          FROM ledger_line l
          JOIN ledger_account a ON a.koppontren_id = l.koppontren_id AND a.id = l.account_id
         WHERE l.koppontren_id = f.koppontren_id AND l.entry_number = f.entry_number
           AND l.credit >= f.amount AND a.kind = 'income'
         ORDER BY l.account_id = p.fee_account_id DESC NULLS LAST, l.n
         LIMIT 1),
       p.fee_account_id)
  FROM savings_savingsaccount s
  JOIN savings_savingsproduct p ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id
 WHERE s.koppontren_id = f.koppontren_id AND s.id = f.savings_id AND f.income_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE ledger_account FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_line FORCE ROW LEVEL SECURITY;
ALTER TABLE savings_savingsproduct FORCE ROW LEVEL SECURITY;
ALTER TABLE savings_savingsaccount FORCE ROW LEVEL SECURITY;
ALTER TABLE sharing_fee FORCE ROW LEVEL SECURITY, ENABLE TRIGGER asked_once;
