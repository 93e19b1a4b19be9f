-- What was bought, returned, paid and counted, as PostgreSQL itself keeps it, whoever asks.

-- What a supplier is still owed, in rupiah; a payment that was undone in the journal is owed again.
CREATE OR REPLACE FUNCTION shop_owed(p_koppontren bigint, p_supplier bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT (coalesce((SELECT sum(p.total) FROM public.shop_purchase p
                       WHERE p.koppontren_id = p_koppontren AND p.supplier_id = p_supplier
                         AND p.paid_from_id IS NULL), 0)
          - coalesce((SELECT sum(r.total) FROM public.shop_purchasereturn r
                        JOIN public.shop_purchase p
                          ON p.koppontren_id = r.koppontren_id AND p.id = r.purchase_id
                       WHERE r.koppontren_id = p_koppontren AND p.supplier_id = p_supplier
                         AND r.paid_to_id IS NULL), 0)
          - coalesce((SELECT sum(y.amount) FROM public.shop_supplierpayment y
                       WHERE y.koppontren_id = p_koppontren AND y.supplier_id = p_supplier
                         AND NOT EXISTS (SELECT FROM public.ledger_entry r
                                          WHERE r.koppontren_id = y.koppontren_id
                                            AND r.reverses = y.entry_number)), 0)
           )::bigint
$$;

-- Whether an entry of this request moved so much to the debit (above zero) or credit of an account.
CREATE OR REPLACE FUNCTION shop_moved(
    p_koppontren bigint, p_entry bigint, p_request uuid, p_account bigint, p_amount bigint
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.ledger_entry e
                    WHERE e.koppontren_id = p_koppontren AND e.number = p_entry
                      AND e.request_id = p_request AND e.kind ~ '^shop\.')
       AND p_amount = (SELECT sum(l.debit - l.credit) FROM public.ledger_line l
                        WHERE l.koppontren_id = p_koppontren AND l.entry_number = p_entry
                          AND l.account_id = p_account)
$$;

-- A purchase is what its entry credited: cash, or what is owed.
CREATE OR REPLACE FUNCTION shop_check_purchase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT public.shop_moved(NEW.koppontren_id, NEW.entry_number, NEW.request_id, coalesce(
            NEW.paid_from_id, (SELECT s.payable_id FROM public.shop_shop s
                                WHERE s.koppontren_id = NEW.koppontren_id AND s.id = NEW.shop_id)),
            -NEW.total) IS TRUE THEN
        RAISE EXCEPTION 'shop: purchase % is not what its entry moved', NEW.request_id
            USING ERRCODE = '23G10';
    END IF;
    RETURN NEW;
END $$;

-- What goes back was bought, and is not more than is owed where it is not paid back.
CREATE OR REPLACE FUNCTION shop_check_return() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_purchase public.shop_purchase;
BEGIN
    SELECT * INTO v_purchase FROM public.shop_purchase p
     WHERE p.koppontren_id = NEW.koppontren_id AND p.id = NEW.purchase_id;
    IF NOT public.shop_moved(NEW.koppontren_id, NEW.entry_number, NEW.request_id, coalesce(
            NEW.paid_to_id, (SELECT s.payable_id FROM public.shop_shop s
                              WHERE s.koppontren_id = NEW.koppontren_id
                                AND s.id = v_purchase.shop_id)), NEW.total) IS TRUE
        OR NEW.paid_to_id IS NULL AND (v_purchase.supplier_id IS NULL
            OR NEW.total > public.shop_owed(NEW.koppontren_id, v_purchase.supplier_id)) THEN
        RAISE EXCEPTION 'shop: return % is not what its entry moved', NEW.request_id
            USING ERRCODE = '23G10';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION shop_check_return_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.shop_purchaseline l
          JOIN public.shop_purchasereturn r
            ON r.koppontren_id = l.koppontren_id AND r.id = NEW.given_back_id
           AND r.purchase_id = l.purchase_id
         WHERE l.koppontren_id = NEW.koppontren_id AND l.id = NEW.line_id
           AND l.quantity >= NEW.quantity + coalesce((
                SELECT sum(o.quantity) FROM public.shop_returnline o
                 WHERE o.koppontren_id = NEW.koppontren_id AND o.line_id = NEW.line_id), 0)) THEN
        RAISE EXCEPTION 'shop: line % was not bought like this', NEW.line_id
            USING ERRCODE = '23G11';
    END IF;
    RETURN NEW;
END $$;

-- A supplier gets no more than is owed; neither does a consignor.
CREATE OR REPLACE FUNCTION shop_check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount > public.shop_owed(NEW.koppontren_id, NEW.supplier_id)
        OR NOT public.shop_moved(NEW.koppontren_id, NEW.entry_number, NEW.request_id,
            NEW.paid_from_id, -NEW.amount) IS TRUE THEN
        RAISE EXCEPTION 'shop: supplier % is not owed %', NEW.supplier_id, NEW.amount
            USING ERRCODE = '23G12';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION shop_check_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.shop_consignor c
          JOIN public.ledger_account a
            ON a.koppontren_id = c.koppontren_id AND a.id = c.account_id
         WHERE c.koppontren_id = NEW.koppontren_id AND c.id = NEW.consignor_id
           AND a.credits >= a.debits
           AND public.shop_moved(NEW.koppontren_id, NEW.entry_number, NEW.request_id,
                c.account_id, NEW.amount))
        OR NOT public.shop_moved(NEW.koppontren_id, NEW.entry_number, NEW.request_id,
            NEW.paid_from_id, -NEW.amount) IS TRUE THEN
        RAISE EXCEPTION 'shop: consignor % is not owed %', NEW.consignor_id, NEW.amount
            USING ERRCODE = '23G12';
    END IF;
    RETURN NEW;
END $$;

-- A count is written on until it is sent, and is booked with the moves of its differences by
-- somebody who neither began it, nor sent it, nor counted a line.
CREATE OR REPLACE FUNCTION shop_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> 'counting' THEN
            RAISE EXCEPTION 'shop: count % begins with counting', NEW.request_id
                USING ERRCODE = '23G20';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.stage IN ('approved', 'dropped')
        OR NEW.stage = 'approved' AND (OLD.stage <> 'sent' OR EXISTS (
            SELECT FROM public.shop_countline l
             WHERE l.koppontren_id = NEW.koppontren_id AND l.count_id = NEW.id
               AND (l.by_id = NEW.decided_by_id
                    OR l.counted <> l.expected AND NOT EXISTS (
                        SELECT FROM public.shop_move m
                         WHERE m.koppontren_id = l.koppontren_id AND m.request_id = NEW.request_id
                           AND m.good_id = l.good_id AND m.kind = 'count'
                           AND m.quantity = l.counted - l.expected)))) THEN
        RAISE EXCEPTION 'shop: count % does not go on like this', OLD.request_id
            USING ERRCODE = '23G21';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION shop_keep_count_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.shop_stockcount c
          JOIN public.shop_good g
            ON g.koppontren_id = c.koppontren_id AND g.id = NEW.good_id AND g.shop_id = c.shop_id
         WHERE c.koppontren_id = NEW.koppontren_id AND c.id = NEW.count_id
           AND c.stage = 'counting' AND g.quantity = NEW.expected) THEN
        RAISE EXCEPTION 'shop: line of good % is not of an open count', NEW.good_id
            USING ERRCODE = '23G22';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER moved BEFORE INSERT ON shop_purchase
    FOR EACH ROW EXECUTE FUNCTION shop_check_purchase();
CREATE OR REPLACE TRIGGER moved BEFORE INSERT ON shop_purchasereturn
    FOR EACH ROW EXECUTE FUNCTION shop_check_return();
CREATE OR REPLACE TRIGGER was_bought BEFORE INSERT ON shop_returnline
    FOR EACH ROW EXECUTE FUNCTION shop_check_return_line();
CREATE OR REPLACE TRIGGER was_owed BEFORE INSERT ON shop_supplierpayment
    FOR EACH ROW EXECUTE FUNCTION shop_check_payment();
CREATE OR REPLACE TRIGGER was_owed BEFORE INSERT ON shop_settlement
    FOR EACH ROW EXECUTE FUNCTION shop_check_settlement();
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE ON shop_stockcount
    FOR EACH ROW EXECUTE FUNCTION shop_keep_count();
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE ON shop_countline
    FOR EACH ROW EXECUTE FUNCTION shop_keep_count_line();
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['shop_purchase', 'shop_purchaseline', 'shop_purchasereturn',
        'shop_returnline', 'shop_supplierpayment', 'shop_settlement'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', v_table);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM "{role}"', v_table);
    END LOOP;
END $$;
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON shop_stockcount
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON FUNCTION shop_check_purchase(), shop_check_return(), shop_check_return_line(),
    shop_check_payment(), shop_check_settlement(), shop_keep_count(), shop_keep_count_line(),
    shop_owed(bigint, bigint), shop_moved(bigint, bigint, uuid, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop_owed(bigint, bigint), shop_moved(bigint, bigint, uuid, bigint, bigint)
    TO "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON shop_stockcount, shop_countline FROM "{role}";
GRANT UPDATE (stage, sent_by_id, sent_at, decided_by_id, decided_at, why, entry_number)
    ON shop_stockcount TO "{role}";
GRANT UPDATE (counted, expected, by_id, at) ON shop_countline TO "{role}";
