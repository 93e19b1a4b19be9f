-- Savers of one product: members, a detail account each, and savings that name both.
WITH opened AS (
    SELECT a.id, a.name AS number
      FROM ledger_open_detail_accounts(%(koppontren)s, %(control)s, ARRAY(
               SELECT 'M-' || lpad(n::text, 7, '0') FROM generate_series(%(first)s, %(last)s) n)) a
), joined AS (
    INSERT INTO members_member (koppontren_id, number, name, phone, category, standing, joined_on,
                                request_id)
    SELECT %(koppontren)s, 'A-' || lpad(n::text, 7, '0'), 'Anggota ' || n, '', 'public', 'full',
           %(day)s, gen_random_uuid()
      FROM generate_series(%(first)s, %(last)s) n
    RETURNING id, 'M-' || substr(number, 3) AS savings
)
INSERT INTO savings_savingsaccount (koppontren_id, member_id, product_id, number, account_id,
                                    opened_on, request_id)
SELECT %(koppontren)s, j.id, %(product)s, o.number, o.id, %(day)s, gen_random_uuid()
  FROM opened o JOIN joined j ON j.savings = o.number;
