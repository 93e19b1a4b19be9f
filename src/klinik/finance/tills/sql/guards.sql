-- Who holds which cash, as PostgreSQL itself keeps it, whoever asks.

-- What moves cash of a drawer is recorded by whoever holds it now; approved by a second person, it is
-- recorded for whoever holds it. Cash on its way moves by the pages of the drawers alone, and what
-- they wrote is not undone by others. What was sold at a shop's till may be sent by the next cashier:
-- which till it is of, sales/sql/money.sql says. Where a unit has drawers, what members pay and are paid goes
-- through one of them, or into the bag of a collector; and whoever works on a drawer of another unit
-- has the cash there, so it is not said to lie in the unit's cash box. An undoing of anything else puts the books
-- right and may touch a drawer: its holder sees it, and the next count is measured by it.
CREATE OR REPLACE FUNCTION tills_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_account bigint;
    v_is_drawer boolean;
BEGIN
    -- Nearly every posting: a book without drawers pays for one look only. Openings are free.
    IF NOT EXISTS (SELECT FROM public.tills_unitcash u WHERE u.koppontren_id = NEW.koppontren_id)
        OR NEW.kind ~ '^opening' THEN
        RETURN NULL;
    ELSIF NEW.reverses IS NOT NULL THEN
        IF NEW.kind ~ '^till\.' THEN
            RAISE EXCEPTION 'tills: entry % stands', NEW.reverses
                USING ERRCODE = '23K61', DETAIL = NEW.reverses;
        END IF;
        RETURN NULL;
    END IF;
    SELECT l.account_id, u.id IS NULL INTO v_account, v_is_drawer
      FROM public.ledger_line l
      LEFT JOIN public.tills_drawer d
        ON d.koppontren_id = l.koppontren_id AND d.account_id = l.account_id
      LEFT JOIN public.tills_shift s
        ON s.koppontren_id = d.koppontren_id AND s.drawer_id = d.id AND s.closed_at IS NULL
      LEFT JOIN public.tills_unitcash u
        ON u.koppontren_id = l.koppontren_id AND u.transit_id = l.account_id
      LEFT JOIN public.ledger_account a
        ON NEW.kind ~ '^savings\.' AND a.koppontren_id = l.koppontren_id AND a.id = l.account_id
       AND a.is_cash
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number
       AND (u.id IS NOT NULL AND NEW.kind !~ '^till\.'
            OR d.id IS NOT NULL AND s.teller_id IS DISTINCT FROM NEW.by_id AND NEW.kind <> 'shop.sale'
               AND NOT EXISTS (
                   SELECT FROM public.ledger_draft t
                    WHERE t.koppontren_id = NEW.koppontren_id AND t.request_id = NEW.request_id
                      AND t.decision = '' AND t.made_by_id = s.teller_id)
            OR a.id IS NOT NULL AND coalesce(d.kind, '') NOT IN ('till', 'bag') AND (
                   EXISTS (
                   SELECT FROM public.tills_drawer o
                     JOIN public.ledger_account b
                       ON b.koppontren_id = o.koppontren_id AND b.id = o.account_id
                    WHERE o.koppontren_id = NEW.koppontren_id AND o.kind = 'till'
                      AND b.unit_id = a.unit_id AND NOT b.closed)
                OR EXISTS (
                   SELECT FROM public.tills_shift h
                    WHERE h.koppontren_id = NEW.koppontren_id AND h.kind = 'till'
                      AND h.closed_at IS NULL
                      AND h.teller_id = coalesce(
                          (SELECT t.made_by_id FROM public.ledger_draft t
                            WHERE t.koppontren_id = NEW.koppontren_id
                              AND t.request_id = NEW.request_id), NEW.by_id))))
     LIMIT 1;
    IF v_is_drawer THEN
        RAISE EXCEPTION 'tills: drawer % is not held by %', v_account, NEW.by_id
            USING ERRCODE = '23K60', DETAIL = v_account;
    ELSIF v_account IS NOT NULL THEN
        RAISE EXCEPTION 'tills: account % has its own page', v_account
            USING ERRCODE = '23K57', DETAIL = v_account;
    END IF;
    RETURN NULL;
END $$;

-- A drawer is an open cash account of the chart, no other has its name, and its owner, if it is a
-- bag, carries no other one.
CREATE OR REPLACE FUNCTION tills_check_drawer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.ledger_hold_book(NEW.koppontren_id);
    IF NOT EXISTS (
        SELECT FROM public.ledger_account a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.account_id
           AND a.is_cash AND NOT a.closed AND NOT a.is_control AND a.parent_id IS NULL
           AND NOT a.may_overdraw) THEN
        RAISE EXCEPTION 'tills: account % is no place of cash', NEW.account_id
            USING ERRCODE = '23T01';
    END IF;
    PERFORM public.tills_refuse_name(NEW.koppontren_id, NEW.account_id, a.name),
            public.tills_refuse_bag(NEW.koppontren_id, NEW.account_id, NEW.owner_id)
       FROM public.ledger_account a
      WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.account_id;
    RETURN NEW;
END $$;

-- No two drawers have one name, those out of use among them: their days stay to be read.
CREATE OR REPLACE FUNCTION tills_refuse_name(p_koppontren bigint, p_account bigint, p_name text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.tills_drawer d
                 JOIN public.ledger_account a
                   ON a.koppontren_id = d.koppontren_id AND a.id = d.account_id
                WHERE d.koppontren_id = p_koppontren AND d.account_id <> p_account
                  AND upper(a.name) = upper(p_name)) THEN
        RAISE EXCEPTION 'tills: another drawer is called %', p_name
            USING ERRCODE = '23K64', DETAIL = p_name;
    END IF;
END $$;

-- Of a collector one bag is in use.
CREATE OR REPLACE FUNCTION tills_refuse_bag(p_koppontren bigint, p_account bigint, p_owner bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.tills_drawer d
                 JOIN public.ledger_account a
                   ON a.koppontren_id = d.koppontren_id AND a.id = d.account_id
                WHERE d.koppontren_id = p_koppontren AND d.account_id <> p_account
                  AND d.owner_id = p_owner AND NOT a.closed) THEN
        RAISE EXCEPTION 'tills: person % carries another bag', p_owner
            USING ERRCODE = '23K65', DETAIL = p_account;
    END IF;
END $$;

-- A drawer's account called by another name, or opened again.
CREATE OR REPLACE FUNCTION tills_check_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_drawer public.tills_drawer;
BEGIN
    SELECT * INTO v_drawer FROM public.tills_drawer d
     WHERE d.koppontren_id = NEW.koppontren_id AND d.account_id = NEW.id;
    IF v_drawer.id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.name <> OLD.name THEN
        PERFORM public.tills_refuse_name(NEW.koppontren_id, NEW.id, NEW.name);
    END IF;
    IF OLD.closed AND NOT NEW.closed THEN
        PERFORM public.tills_refuse_bag(NEW.koppontren_id, NEW.id, v_drawer.owner_id);
    END IF;
    RETURN NEW;
END $$;

-- A drawer is held from an opening on, and given back once: by its holder with a count that is what
-- the books hold, or by somebody else who says why.
CREATE OR REPLACE FUNCTION tills_keep_shift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.kind := (SELECT d.kind FROM public.tills_drawer d
                      WHERE d.koppontren_id = NEW.koppontren_id AND d.id = NEW.drawer_id);
        IF NEW.closed_at IS NOT NULL OR EXISTS (
            SELECT FROM public.tills_drawer d
              JOIN public.ledger_account a
                ON a.koppontren_id = d.koppontren_id AND a.id = d.account_id
             WHERE d.koppontren_id = NEW.koppontren_id AND d.id = NEW.drawer_id AND a.closed) THEN
            RAISE EXCEPTION 'tills: a drawer in use is opened before it is closed'
                USING ERRCODE = '23T02';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
        OR to_jsonb(NEW) - '{closed_at,closed_by_id,handed_to_id,reason}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{closed_at,closed_by_id,handed_to_id,reason}'::text[]
        OR NEW.closed_by_id = NEW.teller_id AND NOT EXISTS (
            SELECT FROM public.tills_count c
              JOIN public.tills_drawer d
                ON d.koppontren_id = c.koppontren_id AND d.id = NEW.drawer_id
              JOIN public.ledger_account a
                ON a.koppontren_id = c.koppontren_id AND a.id = d.account_id
             WHERE c.koppontren_id = NEW.koppontren_id AND c.shift_id = NEW.id
               AND c.moment = 'closing' AND c.counted = a.debits - a.credits) THEN
        RAISE EXCEPTION 'tills: shift % cannot end like this', OLD.id USING ERRCODE = '23T03';
    END IF;
    RETURN NEW;
END $$;

-- A count adds up, is made by whoever holds the drawer, and leaves the books at what was counted: its
-- entry moved just the difference.
CREATE OR REPLACE FUNCTION tills_check_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_account bigint;
BEGIN
    SELECT d.account_id INTO v_account
      FROM public.tills_shift s
      JOIN public.tills_drawer d ON d.koppontren_id = s.koppontren_id AND d.id = s.drawer_id
     WHERE s.koppontren_id = NEW.koppontren_id AND s.id = NEW.shift_id
       AND s.closed_at IS NULL AND s.teller_id = NEW.by_id;
    IF v_account IS NULL
        OR NEW.counted <> (SELECT coalesce(sum(substr(p.key, 2)::bigint * p.value::bigint), 0)
                             FROM jsonb_each_text(NEW.pieces) p)
        OR NEW.counted IS DISTINCT FROM (
            SELECT a.debits - a.credits FROM public.ledger_account a
             WHERE a.koppontren_id = NEW.koppontren_id AND a.id = v_account)
        OR NEW.counted - NEW.expected <> (
            SELECT coalesce(sum(l.debit - l.credit), 0) FROM public.ledger_line l
             WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.entry_number
               AND l.account_id = v_account) THEN
        RAISE EXCEPTION 'tills: this is no count of shift %', NEW.shift_id USING ERRCODE = '23T04';
    END IF;
    RETURN NEW;
END $$;

-- Cash on its way is what an entry of its sender took out, arrives or comes back once, by an entry of
-- whoever says so, and is otherwise as it was sent.
CREATE OR REPLACE FUNCTION tills_check_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_moved boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT NEW.standing = '' AND NEW.refused_by_id IS NULL INTO v_moved
          FROM public.ledger_entry e
          JOIN public.ledger_line l
            ON l.koppontren_id = e.koppontren_id AND l.entry_number = e.number
         WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.sent_entry
           AND e.kind = 'till.sent' AND e.by_id = NEW.sent_by_id
           AND l.account_id = NEW.source_id AND l.credit = NEW.amount;
    ELSE
        SELECT OLD.ended_at IS NULL AND to_jsonb(NEW)
               - '{standing,refused_by_id,refused_at,reason,ended_by_id,ended_at,end_entry}'::text[]
               IS NOT DISTINCT FROM to_jsonb(OLD)
               - '{standing,refused_by_id,refused_at,reason,ended_by_id,ended_at,end_entry}'::text[]
           AND (OLD.refused_by_id IS NULL OR (OLD.refused_by_id, OLD.refused_at, OLD.reason)
               IS NOT DISTINCT FROM (NEW.refused_by_id, NEW.refused_at, NEW.reason))
           AND (NEW.standing = 'refused' OR EXISTS (
            SELECT FROM public.ledger_entry e
              JOIN public.ledger_line l
                ON l.koppontren_id = e.koppontren_id AND l.entry_number = e.number
             WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.end_entry
               AND e.kind = 'till.' || NEW.standing AND e.by_id = NEW.ended_by_id
               AND l.debit = NEW.amount
               AND l.account_id = CASE NEW.standing WHEN 'received' THEN NEW.target_id
                                                    ELSE NEW.source_id END))
          INTO v_moved;
    END IF;
    IF v_moved IS NOT TRUE THEN
        RAISE EXCEPTION 'tills: delivery % does not go like this', NEW.request_id
            USING ERRCODE = '23T05';
    END IF;
    RETURN NEW;
END $$;

-- Out of use is a drawer whose account is closed, which the ledger does to empty ones: nobody holds it
-- then, and no cash is on its way to or from it.
CREATE OR REPLACE FUNCTION tills_check_retired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.tills_drawer d
                 JOIN public.tills_shift s
                   ON s.koppontren_id = d.koppontren_id AND s.drawer_id = d.id
                WHERE d.koppontren_id = NEW.koppontren_id AND d.account_id = NEW.id
                  AND s.closed_at IS NULL)
        OR EXISTS (SELECT FROM public.tills_delivery v
                    WHERE v.koppontren_id = NEW.koppontren_id AND v.ended_at IS NULL
                      AND NEW.id IN (v.source_id, v.target_id)) THEN
        RAISE EXCEPTION 'tills: drawer % is in use', NEW.id
            USING ERRCODE = '23K62', DETAIL = NEW.id;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER not_in_use BEFORE UPDATE OF closed ON ledger_account
    FOR EACH ROW WHEN (NEW.closed AND NOT OLD.closed AND NEW.is_cash)
    EXECUTE FUNCTION tills_check_retired();
CREATE OR REPLACE TRIGGER one_of_its_name BEFORE UPDATE OF name, closed ON ledger_account
    FOR EACH ROW WHEN (NEW.is_cash AND (NEW.name <> OLD.name OR OLD.closed AND NOT NEW.closed))
    EXECUTE FUNCTION tills_check_account();
CREATE OR REPLACE TRIGGER held_by_its_teller AFTER INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION tills_check_entry();
CREATE OR REPLACE TRIGGER is_cash BEFORE INSERT ON tills_drawer
    FOR EACH ROW EXECUTE FUNCTION tills_check_drawer();
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE ON tills_shift
    FOR EACH ROW EXECUTE FUNCTION tills_keep_shift();
CREATE OR REPLACE TRIGGER adds_up BEFORE INSERT ON tills_count
    FOR EACH ROW EXECUTE FUNCTION tills_check_count();
CREATE OR REPLACE TRIGGER moves BEFORE INSERT OR UPDATE ON tills_delivery
    FOR EACH ROW EXECUTE FUNCTION tills_check_delivery();
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['unitcash', 'drawer', 'count'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON tills_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', v_table);
    END LOOP;
    FOREACH v_table IN ARRAY ARRAY['shift', 'delivery'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON tills_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', v_table);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION tills_check_entry(), tills_check_drawer(), tills_keep_shift(),
    tills_check_count(), tills_check_delivery(), tills_check_retired(), tills_check_account(),
    tills_refuse_name(bigint, bigint, text), tills_refuse_bag(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tills_refuse_name(bigint, bigint, text),
    tills_refuse_bag(bigint, bigint, bigint) TO "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON tills_unitcash, tills_drawer, tills_shift, tills_count,
    tills_delivery FROM "{role}";
GRANT UPDATE (closed_at, closed_by_id, handed_to_id, reason) ON tills_shift TO "{role}";
GRANT UPDATE (standing, refused_by_id, refused_at, reason, ended_by_id, ended_at, end_entry)
    ON tills_delivery TO "{role}";
