-- The ends of chains, night by night. The door writes what the book itself says in that moment; of
-- one day the first stays, and nothing of it is ever changed. (Rows have no key to their book, as
-- entries have none: they are made from its row, and nothing deletes a book.)
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_chain_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_chain_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE OR REPLACE FUNCTION ledger_record_head(p_koppontren bigint, p_differences int)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_chain_head
        (koppontren_id, on_date, number, link, entries, differences, at)
    SELECT b.koppontren_id, (clock_timestamp() AT TIME ZONE b.time_zone)::date, b.last_number,
           b.chain_head,
           (SELECT count(*) FROM ledger_entry e WHERE e.koppontren_id = b.koppontren_id),
           p_differences, clock_timestamp()
      FROM ledger_book b WHERE b.koppontren_id = p_koppontren
        ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION ledger_record_head FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_record_head TO "{role}";
REVOKE ALL ON ledger_chain_head FROM "{role}";
GRANT SELECT ON ledger_chain_head TO "{role}";
