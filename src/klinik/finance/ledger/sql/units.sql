-- A unit may be called by another name; its code and its accounts stay.
CREATE OR REPLACE FUNCTION ledger_rename_unit(p_koppontren bigint, p_unit bigint, p_name text)
RETURNS ledger_unit
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_unit SET name = p_name
     WHERE koppontren_id = p_koppontren AND id = p_unit AND p_name <> ''
    RETURNING *
$$;
REVOKE ALL ON FUNCTION ledger_rename_unit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_rename_unit TO "{role}";
