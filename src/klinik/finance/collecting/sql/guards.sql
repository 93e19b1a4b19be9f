-- What collectors took, as PostgreSQL itself keeps it, whoever asks.

-- A receipt is what its entry moved, from a member of a group of the collector's into the collector's
-- own bag; the entry has the receipt's own request, so that neither is there twice.
CREATE OR REPLACE FUNCTION collecting_check_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.ledger_entry e
          JOIN public.savings_savingsaccount s
            ON s.koppontren_id = e.koppontren_id AND s.id = NEW.savings_id
          JOIN public.ledger_line i
            ON i.koppontren_id = e.koppontren_id AND i.entry_number = e.number
           AND i.account_id = s.account_id AND i.credit = NEW.amount
          JOIN public.tills_drawer d
            ON d.koppontren_id = e.koppontren_id AND d.owner_id = NEW.collector_id
          JOIN public.ledger_line o
            ON o.koppontren_id = e.koppontren_id AND o.entry_number = e.number
           AND o.account_id = d.account_id AND o.debit = NEW.amount
          JOIN public.counter_place p
            ON p.koppontren_id = e.koppontren_id AND p.member_id = s.member_id
          JOIN public.collecting_round r
            ON r.koppontren_id = e.koppontren_id AND r.group_id = p.group_id
           AND r.collector_id = NEW.collector_id
           AND (r.ended_at IS NULL OR r.ended_at >= NEW.taken_at)
         WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.entry_number
           AND e.request_id = NEW.request_id AND e.kind = 'savings.deposit'
           AND e.by_id = NEW.collector_id)
        OR EXISTS (
            SELECT FROM public.collecting_refused f
             WHERE f.koppontren_id = NEW.koppontren_id AND f.request_id = NEW.request_id
               AND f.settled_at IS NOT NULL) THEN
        RAISE EXCEPTION 'collecting: receipt % is not what its entry moved', NEW.request_id
            USING ERRCODE = '23T20';
    END IF;
    RETURN NEW;
END $$;

-- Rounds are given and ended, once each; who went where stays known.
CREATE OR REPLACE FUNCTION collecting_keep_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
        OR to_jsonb(NEW) - '{ended_at,ended_by_id}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{ended_at,ended_by_id}'::text[] THEN
        RAISE EXCEPTION 'collecting: round % cannot change like this', OLD.id
            USING ERRCODE = '23T21';
    END IF;
    RETURN NEW;
END $$;

-- Whoever goes round has a bag in use, and keeps it until the last round is ended and no receipt of it
-- can wait on the phone any more (LONGEST in core/clocks.py).
CREATE OR REPLACE FUNCTION collecting_need_bag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.ledger_hold_book(NEW.koppontren_id);
    IF NOT EXISTS (
        SELECT FROM public.tills_drawer d
          JOIN public.ledger_account a
            ON a.koppontren_id = d.koppontren_id AND a.id = d.account_id
         WHERE d.koppontren_id = NEW.koppontren_id AND d.owner_id = NEW.collector_id
           AND NOT a.closed) THEN
        RAISE EXCEPTION 'collecting: person % has no bag', NEW.collector_id
            USING ERRCODE = '23T22';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION collecting_keep_bag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.tills_drawer d
          JOIN public.collecting_round r
            ON r.koppontren_id = d.koppontren_id AND r.collector_id = d.owner_id
         WHERE d.koppontren_id = NEW.koppontren_id AND d.account_id = NEW.id
           AND r.ended_at IS NULL) THEN
        RAISE EXCEPTION 'collecting: bag % is needed', NEW.id
            USING ERRCODE = '23K63', DETAIL = NEW.id;
    ELSIF EXISTS (
        SELECT FROM public.tills_drawer d
          JOIN public.collecting_round r
            ON r.koppontren_id = d.koppontren_id AND r.collector_id = d.owner_id
         WHERE d.koppontren_id = NEW.koppontren_id AND d.account_id = NEW.id
           AND r.ended_at > now() - interval '31 days') THEN
        RAISE EXCEPTION 'collecting: receipts for bag % may be on their way', NEW.id
            USING ERRCODE = '23K66', DETAIL = NEW.id;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bag_needed BEFORE UPDATE OF closed ON ledger_account
    FOR EACH ROW WHEN (NEW.closed AND NOT OLD.closed AND NEW.is_cash)
    EXECUTE FUNCTION collecting_keep_bag();
CREATE OR REPLACE TRIGGER has_a_bag BEFORE INSERT ON collecting_round
    FOR EACH ROW EXECUTE FUNCTION collecting_need_bag();
CREATE OR REPLACE TRIGGER moved BEFORE INSERT ON collecting_receipt
    FOR EACH ROW EXECUTE FUNCTION collecting_check_receipt();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON collecting_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON collecting_round
    FOR EACH ROW EXECUTE FUNCTION collecting_keep_round();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON collecting_round
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON FUNCTION collecting_check_receipt(), collecting_keep_round(), collecting_need_bag(),
    collecting_keep_bag() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON collecting_receipt, collecting_round FROM "{role}";
GRANT UPDATE (ended_at, ended_by_id) ON collecting_round TO "{role}";
