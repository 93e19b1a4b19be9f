-- What the tables themselves refuse, whoever writes: these hold against the owner as well.
-- An entry and its lines are written by ONE statement. Its triggers run when the statement ends,
-- see all of it, and need no deferring: a deferred trigger runs at commit, where row-level security
-- shows the last tenant only.

CREATE FUNCTION ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % of % refused, the journal only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23K20';
END $$;

-- Lines: whole (two or more, balanced within each unit), of the day of their entry, and all of
-- their entry's lines at once: a line that comes later finds others and is refused.
CREATE FUNCTION ledger_check_new_lines() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_entry bigint;
BEGIN
    SELECT l.entry_number INTO v_entry
      FROM (SELECT n.koppontren_id, n.entry_number, n.debit, n.credit,
                   (SELECT a.unit_id FROM ledger_account a
                     WHERE a.koppontren_id = n.koppontren_id AND a.id = n.account_id) AS unit_id
              FROM new_lines n) l
     GROUP BY l.koppontren_id, l.entry_number, l.unit_id
    HAVING sum(l.debit) <> sum(l.credit)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger: entry % is not balanced within each unit', v_entry
            USING ERRCODE = '23K14';
    END IF;
    SELECT l.entry_number INTO v_entry
      FROM (SELECT n.koppontren_id, n.entry_number, count(*) AS lines,
                   min(n.on_date) AS first_day, max(n.on_date) AS last_day
              FROM new_lines n GROUP BY n.koppontren_id, n.entry_number) l
     WHERE l.lines < 2
        OR l.lines <> (SELECT count(*) FROM ledger_line o
                        WHERE o.koppontren_id = l.koppontren_id
                          AND o.entry_number = l.entry_number)
        OR NOT EXISTS (SELECT FROM ledger_entry e
                        WHERE e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
                          AND e.on_date = l.first_day AND e.on_date = l.last_day)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger: entry % is not written whole: too few lines, lines that came '
            'later, or lines of another day', v_entry USING ERRCODE = '23K21';
    END IF;
    RETURN NULL;
END $$;

-- Entries: with lines, in an open period, and numbered by the book (which counts before they come).
CREATE FUNCTION ledger_check_new_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT e.number, e.on_date <= b.closed_through AS late, e.number > b.last_number AS ahead
      INTO v_bad
      FROM new_entries e JOIN ledger_book b ON b.koppontren_id = e.koppontren_id
     WHERE e.on_date <= b.closed_through
        OR e.number > b.last_number
        OR NOT EXISTS (SELECT FROM ledger_line l
                        WHERE l.koppontren_id = e.koppontren_id AND l.entry_number = e.number)
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_bad.late THEN
        RAISE EXCEPTION 'ledger: entry % lies in a closed period', v_bad.number
            USING ERRCODE = '23K06';
    ELSIF v_bad.ahead THEN
        RAISE EXCEPTION 'ledger: entry % leaves a gap in the numbers', v_bad.number
            USING ERRCODE = '23K22';
    END IF;
    RAISE EXCEPTION 'ledger: entry % has fewer than two lines', v_bad.number
        USING ERRCODE = '23K03';
END $$;

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Apart from the others, so that a test database can switch these two off to empty its tables.
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER written_whole AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_new_lines();
CREATE TRIGGER written_whole AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_new_entries();
