-- What wallets themselves refuse, whoever writes. Names carry their schema, as in the ledger.

-- Pocket money is a debt to the santri, held in their names; what is held back for orders as well, in
-- the same unit, so that it moves without touching what units owe each other; what they owe is an asset.
CREATE OR REPLACE FUNCTION wallet_check_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.koppontren_id, NEW.control_id, NEW.held_id, NEW.owed_id)
        IS DISTINCT FROM (OLD.koppontren_id, OLD.control_id, OLD.held_id, OLD.owed_id) THEN
        RAISE EXCEPTION 'wallet: where pocket money is kept stays' USING ERRCODE = '23W10';
    ELSIF (SELECT count(*) FILTER (
                      WHERE a.is_control AND a.kind = CASE WHEN a.id = NEW.owed_id THEN 'asset'
                                                           ELSE 'liability' END
                        AND a.normal_side = CASE WHEN a.id = NEW.owed_id THEN 'debit'
                                                 ELSE 'credit' END) = 3
              AND min(a.unit_id) = max(a.unit_id)
             FROM public.ledger_account a
            WHERE a.koppontren_id = NEW.koppontren_id
              AND a.id IN (NEW.control_id, NEW.held_id, NEW.owed_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'wallet: pocket money cannot be kept in these accounts'
            USING ERRCODE = '23W10';
    ELSIF NEW.fee_account_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.ledger_account a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.fee_account_id
           AND a.kind = 'income' AND NOT a.is_control) THEN
        RAISE EXCEPTION 'wallet: account % takes no fees', NEW.fee_account_id
            USING ERRCODE = '23W10';
    END IF;
    RETURN NEW;
END $$;

-- A wallet is one member's for good, and its accounts are its own. It is closed when it holds nothing,
-- owes nothing and holds nothing back, and opened again for a santri who comes back.
CREATE OR REPLACE FUNCTION wallet_check_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_rules record;
BEGIN
    SELECT r.control_id, r.held_id, r.owed_id INTO v_rules FROM public.wallet_walletrules r
     WHERE r.koppontren_id = NEW.koppontren_id;
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.koppontren_id, NEW.member_id, NEW.number, NEW.account_id, NEW.opened_on,
         NEW.request_id)
        IS DISTINCT FROM
        (OLD.id, OLD.koppontren_id, OLD.member_id, OLD.number, OLD.account_id, OLD.opened_on,
         OLD.request_id)
        OR (OLD.owed_account_id IS NOT NULL
            AND NEW.owed_account_id IS DISTINCT FROM OLD.owed_account_id)
        OR (OLD.held_account_id IS NOT NULL
            AND NEW.held_account_id IS DISTINCT FROM OLD.held_account_id)) THEN
        RAISE EXCEPTION 'wallet: % stays as it was opened', OLD.number USING ERRCODE = '23W11';
    ELSIF NOT public.wallet_is_detail(NEW.koppontren_id, NEW.account_id, v_rules.control_id)
        OR (NEW.owed_account_id IS NOT NULL AND NOT public.wallet_is_detail(
                NEW.koppontren_id, NEW.owed_account_id, v_rules.owed_id))
        OR (NEW.held_account_id IS NOT NULL AND NOT public.wallet_is_detail(
                NEW.koppontren_id, NEW.held_account_id, v_rules.held_id)) THEN
        RAISE EXCEPTION 'wallet: % is not kept in an account of its own', NEW.number
            USING ERRCODE = '23W11';
    ELSIF NEW.closed_on IS NOT NULL AND EXISTS (
        SELECT FROM public.ledger_account a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.debits <> a.credits
           AND a.id IN (NEW.account_id, NEW.owed_account_id, NEW.held_account_id)) THEN
        RAISE EXCEPTION 'wallet: % still holds or owes money', NEW.number
            USING ERRCODE = '23W11';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wallet_is_detail(p_koppontren bigint, p_account bigint, p_control bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.ledger_account a
                    WHERE a.koppontren_id = p_koppontren AND a.id = p_account
                      AND a.parent_id = p_control)
$$;

-- Nothing comes into a closed wallet, nor goes out of it: asked of the entries of wallets alone. Sales
-- ask wallet_allow.
CREATE OR REPLACE FUNCTION wallet_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_closed bigint;
BEGIN
    SELECT w.account_id INTO v_closed
      FROM public.ledger_line l
      JOIN public.wallet_wallet w
        ON w.koppontren_id = l.koppontren_id AND w.account_id = l.account_id
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number
       AND w.closed_on IS NOT NULL
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'wallet: the wallet of account % is closed', v_closed
            USING ERRCODE = '23K12', DETAIL = v_closed;
    END IF;
    RETURN NULL;
END $$;

-- A card stays what was issued: it is blocked, released and ended, and an ended one never pays again.
CREATE OR REPLACE FUNCTION wallet_check_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.koppontren_id, NEW.wallet_id, NEW.kind, NEW.code, NEW.issued_at, NEW.issued_by_id,
        NEW.replaces_id, NEW.request_id)
       IS DISTINCT FROM
       (OLD.id, OLD.koppontren_id, OLD.wallet_id, OLD.kind, OLD.code, OLD.issued_at, OLD.issued_by_id,
        OLD.replaces_id, OLD.request_id)
        OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_by_id, NEW.blocked_at)
            IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id, OLD.blocked_at)) THEN
        RAISE EXCEPTION 'wallet: card % stays as it was issued', OLD.id USING ERRCODE = '23W12';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER kept_in_its_accounts BEFORE INSERT OR UPDATE ON wallet_walletrules
    FOR EACH ROW EXECUTE FUNCTION wallet_check_rules();
CREATE OR REPLACE TRIGGER stays_itself BEFORE INSERT OR UPDATE ON wallet_wallet
    FOR EACH ROW EXECUTE FUNCTION wallet_check_wallet();
CREATE OR REPLACE TRIGGER stays_itself BEFORE UPDATE ON wallet_card
    FOR EACH ROW EXECUTE FUNCTION wallet_check_card();
CREATE OR REPLACE TRIGGER of_open_wallets AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind LIKE 'wallet.%')
    EXECUTE FUNCTION wallet_check_entry();

REVOKE ALL ON FUNCTION wallet_check_rules, wallet_check_wallet, wallet_is_detail, wallet_check_card,
    wallet_check_entry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wallet_is_detail TO "{role}";
REVOKE DELETE, TRUNCATE ON wallet_category, wallet_walletrules, wallet_wallet, wallet_card
    FROM "{role}";
