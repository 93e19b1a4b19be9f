-- What savings themselves refuse, whoever writes. The ledger refuses an overdraft; here stands what
-- else keeps money in an account: a block, a due day, a minimum, capital that stays until a member
-- leaves. Asked when lines are written, of those that take from a savings account, so that entries of
-- the shop and deposits cost one look into an index. Names carry their schema, as in the ledger.
-- An undoing is free: that money was never there. What settles a member who leaves (members.*) and a
-- closing go by their own rules, and neither takes from a blocked account. A fee takes like everybody
-- else: never out of the minimum. What somebody held who left or died is paid out by settling that,
-- in no other way: it is the heir's.

CREATE OR REPLACE FUNCTION savings_check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_out record;
    v_left bigint;
BEGIN
    -- Nearly every posting: what touches no savings pays for one look only.
    IF NOT EXISTS (
        SELECT FROM new_lines l
          JOIN public.savings_savingsaccount s
            ON s.koppontren_id = l.koppontren_id AND s.account_id = l.account_id
         WHERE l.debit > 0) THEN
        RETURN NULL;
    END IF;
    FOR v_out IN
        SELECT l.koppontren_id, l.account_id, s.blocked, s.due_on, s.target, p.withdrawal, p.minimum,
               m.standing, e.kind, (e.at AT TIME ZONE b.time_zone)::date AS day, e.number, l.debit
          FROM new_lines l
          JOIN public.savings_savingsaccount s
            ON s.koppontren_id = l.koppontren_id AND s.account_id = l.account_id
          JOIN public.savings_savingsproduct p
            ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id
          JOIN public.members_member m
            ON m.koppontren_id = s.koppontren_id AND m.id = s.member_id
          JOIN public.ledger_entry e
            ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
          JOIN public.ledger_book b ON b.koppontren_id = l.koppontren_id
         WHERE l.debit > 0 AND e.reverses IS NULL
    LOOP
        IF v_out.blocked <> '' THEN
            RAISE EXCEPTION 'savings: account % is blocked', v_out.account_id
                USING ERRCODE = '23K70', DETAIL = v_out.account_id;
        ELSIF v_out.kind ~ '^members\.|^savings\.(leaving|death|settlement)' THEN
            CONTINUE;
        ELSIF v_out.standing NOT IN ('candidate', 'full') THEN
            RAISE EXCEPTION 'savings: the owner of account % is gone', v_out.account_id
                USING ERRCODE = '23K81', DETAIL = v_out.account_id;
        ELSIF v_out.withdrawal = 'leaving' THEN
            RAISE EXCEPTION 'savings: account % stays while its owner is a member', v_out.account_id
                USING ERRCODE = '23K70', DETAIL = v_out.account_id;
        END IF;
        CONTINUE WHEN v_out.withdrawal = 'any_time' AND v_out.minimum = 0
            AND v_out.kind <> 'savings.closing';
        -- The sum of its lines, because a batch adds to accounts after it wrote the lines.
        SELECT sum(l.credit - l.debit) INTO v_left FROM public.ledger_line l
         WHERE l.koppontren_id = v_out.koppontren_id AND l.account_id = v_out.account_id
           AND l.entry_number <= v_out.number;
        IF v_out.withdrawal = 'due' AND v_out.day < v_out.due_on
            AND (v_left + v_out.debit >= v_out.target) IS NOT TRUE THEN
            RAISE EXCEPTION 'savings: account % is not due', v_out.account_id
                USING ERRCODE = '23K70', DETAIL = v_out.account_id;
        ELSIF v_left < (CASE WHEN v_out.kind = 'savings.closing' THEN 0 ELSE v_out.minimum END)
            OR (v_out.kind = 'savings.closing' AND v_left <> 0) THEN
            RAISE EXCEPTION 'savings: account % would hold too little', v_out.account_id
                USING ERRCODE = '23K70', DETAIL = v_out.account_id;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- A product's account is kept person by person and stands where its contract belongs: capital in
-- equity (UU 25/1992 art. 41), wadiah among debts, mudharabah among syirkah funds (PSAK 401). What a
-- product is does not change, because its savers agreed to it.
CREATE OR REPLACE FUNCTION savings_check_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.koppontren_id, NEW.kind, NEW.akad, NEW.control_id, NEW.months)
        IS DISTINCT FROM (OLD.koppontren_id, OLD.kind, OLD.akad, OLD.control_id, OLD.months) THEN
        RAISE EXCEPTION 'savings: product % stays what it is', OLD.id USING ERRCODE = '23K71';
    ELSIF NOT EXISTS (
        SELECT FROM public.ledger_account a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.control_id
           AND a.is_control AND a.normal_side = 'credit'
           AND a.kind = CASE WHEN NEW.kind IN ('principal', 'mandatory') THEN 'equity'
                             WHEN NEW.akad = 'wadiah' THEN 'liability' ELSE 'syirkah' END) THEN
        RAISE EXCEPTION 'savings: account % is not one for such a product', NEW.control_id
            USING ERRCODE = '23K72', DETAIL = NEW.control_id;
    ELSIF NEW.fee_account_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.ledger_account a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.fee_account_id
           AND a.kind = 'income' AND NOT a.is_control) THEN
        RAISE EXCEPTION 'savings: account % takes no fees', NEW.fee_account_id
            USING ERRCODE = '23K72', DETAIL = NEW.fee_account_id;
    END IF;
    RETURN NEW;
END $$;

-- An account holds its own money under its product's account, with a due day where the product has
-- one. Whose it is and what was agreed stays; closed, its account in the ledger is closed for good.
-- A blocked one is not closed, though it holds nothing: the reason has to be gone first.
CREATE OR REPLACE FUNCTION savings_check_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever is forgotten saved for nothing that is known: only `forget_member` writes as the owner.
    IF TG_OP = 'UPDATE' AND current_setting('klinik.erasing', true) = 'on'
        AND current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID)
        AND to_jsonb(NEW) - ARRAY['blocked', 'purpose']
            = to_jsonb(OLD) - ARRAY['blocked', 'purpose'] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - ARRAY['blocked', 'closed_on'])
        IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['blocked', 'closed_on'])
        OR (TG_OP = 'UPDATE' AND OLD.closed_on IS DISTINCT FROM NEW.closed_on
            AND (OLD.closed_on IS NOT NULL OR NOT EXISTS (
                SELECT FROM public.ledger_account a
                 WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.account_id AND a.closed)))
    THEN
        RAISE EXCEPTION 'savings: account % stays as it was agreed', OLD.number
            USING ERRCODE = '23K71';
    ELSIF TG_OP = 'UPDATE' AND NEW.closed_on IS DISTINCT FROM OLD.closed_on AND NEW.blocked <> ''
    THEN
        RAISE EXCEPTION 'savings: account % is blocked', NEW.account_id
            USING ERRCODE = '23K70', DETAIL = NEW.account_id;
    ELSIF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM public.savings_savingsproduct p
          JOIN public.ledger_account a
            ON a.koppontren_id = p.koppontren_id AND a.parent_id = p.control_id
         WHERE p.koppontren_id = NEW.koppontren_id AND p.id = NEW.product_id
           AND a.id = NEW.account_id
           AND (p.kind IN ('term', 'goal')) = (NEW.due_on IS NOT NULL)
           AND (p.kind = 'goal') = (NEW.target IS NOT NULL)
           AND NEW.blocked = '' AND NEW.closed_on IS NULL) THEN
        RAISE EXCEPTION 'savings: account % is not one of its product', NEW.number
            USING ERRCODE = '23K71';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER kept_by_savings AFTER INSERT ON ledger_line
    REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT
    EXECUTE FUNCTION savings_check_lines();
CREATE OR REPLACE TRIGGER is_a_product BEFORE INSERT OR UPDATE ON savings_savingsproduct
    FOR EACH ROW EXECUTE FUNCTION savings_check_product();
CREATE OR REPLACE TRIGGER is_of_its_product BEFORE INSERT OR UPDATE ON savings_savingsaccount
    FOR EACH ROW EXECUTE FUNCTION savings_check_account();

REVOKE ALL ON FUNCTION savings_check_lines(), savings_check_product(), savings_check_account()
    FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON savings_productterms, savings_savingsevent FROM "{role}";
REVOKE DELETE, TRUNCATE ON savings_savingsaccount FROM "{role}";
