-- What the tables themselves refuse, whoever writes: these hold against the owner as well.
-- An entry and its lines are written by ONE statement. Its triggers run when the statement ends,
-- see all of it, and need no deferring: a deferred trigger runs at commit, where row-level security
-- shows the last tenant only. Names carry their schema, because a pinned search_path would cost
-- each of these as much as its query.

CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % of % refused, the journal only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23K20';
END $$;

-- Lines: two or more, each one amount, of accounts of their own book, balanced within each unit, not
-- all of one account, and of the day of their entry. They have no key to their account, which would
-- be looked up once more for each line: no account goes or gets another number (kept_accounts.sql).
-- (Not a CHECK: PostgreSQL prepares those anew for every statement.) They are numbered from 1 within
-- their statement, and the primary key lets no number come twice: so a line cannot be added later.
-- (The day is a scalar subquery: NOT EXISTS here was planned as a hash of all entries.)
CREATE OR REPLACE FUNCTION ledger_check_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT u.entry_number, sum(u.lines) AS lines, bool_and(u.one_sided) AS one_sided,
           bool_and(u.debit = u.credit) AS balanced, bool_and(u.is_of_book) AS of_book,
           min(u.least_account) = max(u.most_account) AS of_one_account
      INTO v_bad
      FROM (SELECT l.koppontren_id, l.entry_number, count(*) AS lines,
                   sum(l.debit) AS debit, sum(l.credit) AS credit,
                   bool_and((l.debit BETWEEN 1 AND 1000000000000000 AND l.credit = 0)
                         OR (l.credit BETWEEN 1 AND 1000000000000000 AND l.debit = 0)) AS one_sided,
                   min(l.account_id) AS least_account, max(l.account_id) AS most_account,
                   min(l.n) AS first_n, max(l.n) AS last_n,
                   min(l.on_date) AS first_day, max(l.on_date) AS last_day,
                   l.unit_id IS NOT NULL AS is_of_book
              FROM (SELECT n.*, (SELECT a.unit_id FROM public.ledger_account a
                                  WHERE a.koppontren_id = n.koppontren_id
                                    AND a.id = n.account_id) AS unit_id
                      FROM new_lines n OFFSET 0) l
             GROUP BY l.koppontren_id, l.entry_number, l.unit_id) u
     GROUP BY u.koppontren_id, u.entry_number
    HAVING NOT bool_and(u.is_of_book)
        OR NOT bool_and(u.one_sided)
        OR bool_or(u.debit <> u.credit)
        OR sum(u.lines) < 2
        OR min(u.least_account) = max(u.most_account)
        OR min(u.first_n) <> 1 OR max(u.last_n) <> sum(u.lines)
        OR min(u.first_day) <> max(u.last_day)
        OR min(u.first_day) IS DISTINCT FROM (
               SELECT e.on_date FROM public.ledger_entry e
                WHERE e.koppontren_id = u.koppontren_id AND e.number = u.entry_number)
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF NOT v_bad.of_book THEN
        RAISE EXCEPTION 'ledger: a line of entry % is on no account of its book', v_bad.entry_number
            USING ERRCODE = '23503';
    ELSIF v_bad.lines < 2 THEN
        RAISE EXCEPTION 'ledger: entry % has fewer than two lines', v_bad.entry_number
            USING ERRCODE = '23K03';
    ELSIF NOT v_bad.one_sided THEN
        RAISE EXCEPTION 'ledger: a line of entry % is not one amount above 0 and up to 10^15',
            v_bad.entry_number USING ERRCODE = '23K04';
    ELSIF NOT v_bad.balanced THEN
        RAISE EXCEPTION 'ledger: entry % is not balanced within each unit', v_bad.entry_number
            USING ERRCODE = '23K14';
    ELSIF v_bad.of_one_account THEN
        RAISE EXCEPTION 'ledger: all lines of entry % are of one account', v_bad.entry_number
            USING ERRCODE = '23K16';
    END IF;
    RAISE EXCEPTION 'ledger: the lines of entry % are not written with it, all at once, for its day',
        v_bad.entry_number USING ERRCODE = '23K21';
END $$;

-- An entry: sound in itself, with lines, in an open period of a book, and numbered by that book,
-- which counts before the entry comes.
CREATE OR REPLACE FUNCTION ledger_check_new_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_book record;
BEGIN
    SELECT b.closed_through, NEW.number <= b.last_number AS is_counted,
           NEW.on_date <= b.closed_through AS is_closed,
           EXISTS (SELECT FROM public.ledger_line l
                    WHERE l.koppontren_id = b.koppontren_id AND l.entry_number = NEW.number)
               AS has_lines,
           NEW.on_date BETWEEN date '1970-01-01' AND date '9999-12-31'
               AND (NEW.value_on BETWEEN date '1970-01-01' AND date '9999-12-31') IS NOT FALSE
               AND NEW.kind ~ '^[a-z][a-z0-9_.]*$'
               AND (NEW.reverses < NEW.number) IS NOT FALSE AS is_sound
      INTO v_book FROM public.ledger_book b WHERE b.koppontren_id = NEW.koppontren_id;
    IF v_book.is_counted AND v_book.has_lines AND v_book.is_sound
        AND v_book.is_closed IS NOT TRUE THEN
        RETURN NULL;
    ELSIF v_book.is_counted IS NULL THEN
        RAISE EXCEPTION 'ledger: there is no book of koppontren %', NEW.koppontren_id
            USING ERRCODE = '23K01';
    ELSIF NOT v_book.has_lines THEN
        RAISE EXCEPTION 'ledger: entry % has fewer than two lines', NEW.number
            USING ERRCODE = '23K03';
    ELSIF v_book.is_closed THEN
        RAISE EXCEPTION 'ledger: the period of entry % is closed', NEW.number
            USING ERRCODE = '23K06', DETAIL = to_char(v_book.closed_through, 'YYYY-MM-DD');
    ELSIF NOT v_book.is_counted THEN
        RAISE EXCEPTION 'ledger: entry % leaves a gap in the numbers', NEW.number
            USING ERRCODE = '23K22';
    END IF;
    RAISE EXCEPTION 'ledger: entry % has no such kind or day, or undoes a later one', NEW.number
        USING ERRCODE = '23K23';
END $$;

-- What an account is: checked when it is opened, and when the owner changes it, but not when a
-- posting adds to it, as constraints of the table would be.
CREATE OR REPLACE FUNCTION ledger_check_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind IN ('asset', 'liability', 'syirkah', 'equity', 'income', 'expense')
        AND NEW.normal_side IN ('debit', 'credit')
        AND NEW.cash_flow IN ('', 'operating', 'investing', 'financing')
        AND NEW.code <> '' AND NEW.name <> ''
        -- Names and codes that are there already stay; new ones are on one line, read one way, and
        -- leave room for the numbers of details.
        AND ((TG_OP = 'UPDATE' AND NEW.name = OLD.name)
             OR NEW.name !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]')
        AND (TG_OP = 'UPDATE' OR NOT NEW.is_control OR length(NEW.code) <= 12)
        AND ((NOT NEW.closed AND NOT NEW.is_control) OR NEW.debits = NEW.credits)
        AND NOT (NEW.is_control AND NEW.parent_id IS NOT NULL)
        AND (NEW.other_unit_id IS NULL
             OR (NEW.other_unit_id <> NEW.unit_id AND NEW.may_overdraw AND NOT NEW.is_control))
        AND (NEW.parent_id IS NULL
             OR EXISTS (SELECT FROM public.ledger_account c
                         WHERE c.koppontren_id = NEW.koppontren_id AND c.id = NEW.parent_id
                           AND c.is_control AND c.kind = NEW.kind AND c.unit_id = NEW.unit_id
                           AND c.normal_side = NEW.normal_side)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ledger: account % contradicts itself or its control account', NEW.code
        USING ERRCODE = '23K32', DETAIL = NEW.code;
END $$;

CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Apart from the others, so that a test database can switch these two off to empty its tables.
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER written_whole AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_new_lines();
CREATE OR REPLACE TRIGGER written_whole AFTER INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_check_new_entry();
CREATE OR REPLACE TRIGGER consistent
    BEFORE INSERT OR UPDATE OF code, name, kind, normal_side, cash_flow, unit_id, other_unit_id,
        parent_id, is_control, may_overdraw, closed ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_check_account();
