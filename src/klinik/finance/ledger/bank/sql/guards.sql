-- What the tables of the bank refuse by themselves, also to their owner.

-- A mutation is what the bank said: only what it is matched with changes, and the draft that it was
-- booked as; a matched one stays, and one whose draft waits for its second person too.
CREATE OR REPLACE FUNCTION bank_keep_mutation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.draft_id IS NOT NULL AND EXISTS (
        SELECT FROM public.ledger_draft d
         WHERE d.koppontren_id = OLD.koppontren_id AND d.id = OLD.draft_id AND d.decision = '') THEN
        RAISE EXCEPTION 'bank: mutation % waits for a second person', OLD.id
            USING ERRCODE = '23B07';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.match_id IS NOT NULL THEN
            RAISE EXCEPTION 'bank: mutation % is matched and stays', OLD.id
                USING ERRCODE = '23B01';
        END IF;
        RETURN OLD;
    END IF;
    IF to_jsonb(NEW) - '{match_id,draft_id}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{match_id,draft_id}'::text[] THEN
        RAISE EXCEPTION 'bank: mutation % stays as the bank said it', OLD.id
            USING ERRCODE = '23B02';
    END IF;
    RETURN NEW;
END $$;

-- A match is whole when its mutations point to it: by then its lines are there, and from then on
-- they stay. Both are of one account at one bank, and add up to the same sum.
CREATE OR REPLACE FUNCTION bank_check_matches() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_bad bigint;
BEGIN
    SELECT m.id INTO v_bad
      FROM (SELECT match_id FROM new_rows WHERE match_id IS NOT NULL
            UNION
            SELECT match_id FROM old_rows WHERE match_id IS NOT NULL) t
      JOIN public.bank_bankmatch m ON m.id = t.match_id
      JOIN public.bank_bankaccount b ON b.id = m.bank_id
     CROSS JOIN LATERAL (
           SELECT count(*) AS number, sum(u.amount) AS amount,
                  bool_and(u.bank_id = m.bank_id) AS is_of_bank
             FROM public.bank_bankmutation u
            WHERE u.koppontren_id = m.koppontren_id AND u.match_id = m.id) u
     CROSS JOIN LATERAL (
           SELECT sum(l.debit - l.credit) AS amount,
                  bool_and(l.account_id = b.account_id) AS is_of_account
             FROM public.bank_bankmatchedline x
             LEFT JOIN public.ledger_line l
               ON l.koppontren_id = x.koppontren_id AND l.entry_number = x.entry_number
              AND l.n = x.n
            WHERE x.koppontren_id = m.koppontren_id AND x.match_id = m.id) l
     WHERE u.number > 0
       AND (m.apart_at IS NOT NULL OR NOT u.is_of_bank OR l.is_of_account IS NOT TRUE
            OR u.amount IS DISTINCT FROM l.amount)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'bank: the two sides of match % are not the same sum of one account', v_bad
            USING ERRCODE = '23B03';
    END IF;
    RETURN NULL;
END $$;

-- Lines come before the mutations of their match, and go after them.
CREATE OR REPLACE FUNCTION bank_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_match bigint;
    v_koppontren bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        v_match := OLD.match_id; v_koppontren := OLD.koppontren_id;
    ELSE
        v_match := NEW.match_id; v_koppontren := NEW.koppontren_id;
    END IF;
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT FROM public.bank_bankmutation u
         WHERE u.koppontren_id = v_koppontren AND u.match_id = v_match) THEN
        RAISE EXCEPTION 'bank: the lines of match % stay as long as it is one', v_match
            USING ERRCODE = '23B04';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- A match only ever comes apart, and never while mutations are in it.
CREATE OR REPLACE FUNCTION bank_keep_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.apart_at IS NULL
        AND to_jsonb(NEW) - '{apart_at,apart_by_id}'::text[]
            IS NOT DISTINCT FROM to_jsonb(OLD) - '{apart_at,apart_by_id}'::text[]
        AND NOT EXISTS (SELECT FROM public.bank_bankmutation u
                         WHERE u.koppontren_id = OLD.koppontren_id AND u.match_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'bank: match % stays as it was made', OLD.id USING ERRCODE = '23B05';
END $$;

CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR DELETE ON bank_bankmutation
    FOR EACH ROW EXECUTE FUNCTION bank_keep_mutation();
CREATE OR REPLACE TRIGGER matched AFTER UPDATE ON bank_bankmutation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION bank_check_matches();
CREATE OR REPLACE FUNCTION bank_come_unmatched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.match_id IS NOT NULL THEN
        RAISE EXCEPTION 'bank: a mutation comes in unmatched' USING ERRCODE = '23B06';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER unmatched BEFORE INSERT ON bank_bankmutation
    FOR EACH ROW EXECUTE FUNCTION bank_come_unmatched();
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON bank_bankmatchedline
    FOR EACH ROW EXECUTE FUNCTION bank_keep_line();
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR DELETE ON bank_bankmatch
    FOR EACH ROW EXECUTE FUNCTION bank_keep_match();
