-- How accounts come to be: the application's role has no INSERT on them, because a column list
-- cannot keep it from `debits` and `credits` while Django names every column of a row.
-- Each of these doors waits for the book first, as a posting does: whoever held an account's row and
-- then asked for the book would meet a posting on its way from the book to that row.

CREATE OR REPLACE FUNCTION ledger_open_book(p_koppontren bigint, p_time_zone text) RETURNS ledger_book
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO ledger_book (koppontren_id, time_zone) VALUES (p_koppontren, p_time_zone)
    RETURNING *
$$;

CREATE OR REPLACE FUNCTION ledger_open_unit(p_koppontren bigint, p_code text, p_name text)
RETURNS ledger_unit
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    INSERT INTO ledger_unit (koppontren_id, code, name) VALUES (p_koppontren, p_code, p_name)
    RETURNING *
$$;

CREATE OR REPLACE FUNCTION ledger_open_account(
    p_koppontren bigint, p_code text, p_name text, p_kind text, p_normal_side text,
    p_unit bigint, p_other_unit bigint, p_cash_flow text,
    p_is_cash boolean, p_is_control boolean, p_may_overdraw boolean
) RETURNS ledger_account
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    INSERT INTO ledger_account
        (koppontren_id, code, name, kind, normal_side, unit_id, other_unit_id, cash_flow,
         is_cash, is_control, may_overdraw)
    VALUES (p_koppontren, p_code, p_name, p_kind, p_normal_side, p_unit, p_other_unit, p_cash_flow,
         p_is_cash, p_is_control, p_may_overdraw)
    RETURNING *
$$;

-- A detail is what its control account is, in every respect. Without `p_number` it takes the next
-- one, and its row counts them.
CREATE OR REPLACE FUNCTION ledger_open_detail_account(
    p_koppontren bigint, p_control bigint, p_name text, p_number int DEFAULT NULL
) RETURNS ledger_account
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_control ledger_account;
    v_detail ledger_account;
    v_code text;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account
       SET last_detail = CASE WHEN p_number IS NULL THEN last_detail + 1 ELSE last_detail END
     WHERE koppontren_id = p_koppontren AND id = p_control AND is_control AND NOT closed
    RETURNING * INTO v_control;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: account % is not an open control account of this book', p_control
            USING ERRCODE = '23K30', DETAIL = p_control;
    END IF;
    v_code := v_control.code || '.'
        || ledger_detail_number(coalesce(p_number, v_control.last_detail));
    IF length(v_code) > 20 THEN
        RAISE EXCEPTION 'ledger: the code of account % is too long for details', p_control
            USING ERRCODE = '23K30', DETAIL = p_control;
    END IF;
    INSERT INTO ledger_account
        (koppontren_id, code, name, kind, normal_side, unit_id, parent_id, cash_flow, is_cash,
         may_overdraw)
    VALUES (p_koppontren,
         v_code, p_name, v_control.kind, v_control.normal_side, v_control.unit_id, p_control,
         v_control.cash_flow, v_control.is_cash, v_control.may_overdraw)
    RETURNING * INTO v_detail;
    RETURN v_detail;
END $$;

-- Four digits at least, and more when they run out: lpad alone would cut.
CREATE OR REPLACE FUNCTION ledger_detail_number(p_number int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lpad(p_number::text, greatest(4, length(p_number::text)), '0')
$$;

CREATE OR REPLACE FUNCTION ledger_rename_account(p_koppontren bigint, p_account bigint, p_name text)
RETURNS ledger_account
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account SET name = p_name
     WHERE koppontren_id = p_koppontren AND id = p_account
    RETURNING *
$$;

-- Close an account that holds nothing; a posting that waits for the book then finds it closed. The
-- book is locked first: what is asked afterwards was written by whoever held it before us.
CREATE OR REPLACE FUNCTION ledger_close_account(p_koppontren bigint, p_account bigint)
RETURNS ledger_account
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_account ledger_account;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    SELECT * INTO v_account FROM ledger_account
     WHERE koppontren_id = p_koppontren AND id = p_account FOR NO KEY UPDATE;
    IF v_account.closed THEN
        RETURN v_account;
    ELSIF v_account.other_unit_id IS NOT NULL THEN
        RAISE EXCEPTION 'ledger: account % is between two units, which need it', p_account
            USING ERRCODE = '23K33', DETAIL = p_account;
    ELSIF v_account.id IS NULL OR v_account.debits <> v_account.credits
        OR EXISTS (SELECT FROM ledger_account d
                    WHERE d.koppontren_id = p_koppontren AND d.parent_id = p_account
                      AND NOT d.closed) THEN
        RAISE EXCEPTION 'ledger: account % still holds money or open details', p_account
            USING ERRCODE = '23K31', DETAIL = p_account;
    ELSIF ledger_holds_of_a_year(v_account) THEN
        RAISE EXCEPTION 'ledger: account % holds something of a year that is open', p_account
            USING ERRCODE = '23K34', DETAIL = p_account;
    END IF;
    UPDATE ledger_account SET closed = true
     WHERE koppontren_id = p_koppontren AND id = p_account
    RETURNING * INTO v_account;
    RETURN v_account;
END $$;

-- Whether closing some year out would still write on this account: what was spent in December and
-- undone in January is nothing in all, and something in each of the two years.
CREATE OR REPLACE FUNCTION ledger_holds_of_a_year(p_account ledger_account) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN p_account.kind IN ('income', 'expense') AND EXISTS (
        SELECT FROM ledger_account_month m
          JOIN tenancy_koppontren k ON k.id = m.koppontren_id
         WHERE m.koppontren_id = p_account.koppontren_id AND m.account_id = p_account.id
         GROUP BY extract(year FROM m.month - make_interval(months => k.fiscal_month - 1))
        HAVING sum(m.debits) <> sum(m.credits));
END $$;

-- Open a closed account of the chart again: a correction of an old year may have to write on it.
CREATE OR REPLACE FUNCTION ledger_reopen_account(p_koppontren bigint, p_account bigint)
RETURNS ledger_account
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account SET closed = false
     WHERE koppontren_id = p_koppontren AND id = p_account AND parent_id IS NULL
    RETURNING *
$$;

-- Many details of one control account in one call, in the order of their names.
CREATE OR REPLACE FUNCTION ledger_open_detail_accounts(
    p_koppontren bigint, p_control bigint, p_names text[]
) RETURNS SETOF ledger_account
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_control ledger_account;
    v_before int;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account SET last_detail = last_detail + cardinality(p_names)
     WHERE koppontren_id = p_koppontren AND id = p_control AND is_control AND NOT closed
    RETURNING * INTO v_control;
    IF NOT FOUND
        OR length(v_control.code || '.' || ledger_detail_number(v_control.last_detail)) > 20 THEN
        RAISE EXCEPTION 'ledger: account % is not an open control account with room for details',
            p_control USING ERRCODE = '23K30', DETAIL = p_control;
    END IF;
    v_before := v_control.last_detail - cardinality(p_names);
    RETURN QUERY INSERT INTO ledger_account
        (koppontren_id, code, name, kind, normal_side, unit_id, parent_id, cash_flow, is_cash,
         may_overdraw)
    SELECT p_koppontren, v_control.code || '.' || ledger_detail_number(v_before + n.place::int),
           n.name, v_control.kind, v_control.normal_side, v_control.unit_id, p_control,
           v_control.cash_flow, v_control.is_cash, v_control.may_overdraw
      FROM unnest(p_names) WITH ORDINALITY AS n(name, place)
     ORDER BY n.place
    RETURNING *;
END $$;
