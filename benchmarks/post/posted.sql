-- `post` as one statement: the tenant is set and the entry written in one round trip.
\set book 1 + :client_id % :books
\set debit (:book - 1) * 200 + random(1, 100)
\set credit (:book - 1) * 200 + random(101, 200)
\set amount random(1, 1000000)
SELECT e.number
  FROM (SELECT set_config('klinik.koppontren', (:book)::text, true)::bigint AS koppontren
        OFFSET 0) tenant,
       ledger_post(tenant.koppontren, gen_random_uuid(), 'bench.transfer', NULL, 1,
           ARRAY[:debit, :credit]::bigint[], ARRAY[:amount, 0]::bigint[],
           ARRAY[0, :amount]::bigint[]) e;
