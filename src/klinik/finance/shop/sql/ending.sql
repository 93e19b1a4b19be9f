-- What is used no more has nothing left open; and what ended is not used again by another door.

CREATE OR REPLACE FUNCTION shop_check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_used AND NOT NEW.is_used AND (
        EXISTS (SELECT FROM public.shop_good g
                 WHERE g.koppontren_id = NEW.koppontren_id AND g.shop_id = NEW.id
                   AND (g.quantity <> 0 OR g.value <> 0))
        OR EXISTS (SELECT FROM public.shop_stockcount c
                    WHERE c.koppontren_id = NEW.koppontren_id AND c.shop_id = NEW.id
                      AND c.stage IN ('counting', 'sent'))
        OR EXISTS (SELECT FROM public.tills_shift s
                     JOIN public.tills_drawer d
                       ON d.koppontren_id = s.koppontren_id AND d.id = s.drawer_id
                     JOIN public.ledger_account a
                       ON a.koppontren_id = d.koppontren_id AND a.id = d.account_id
                    WHERE s.koppontren_id = NEW.koppontren_id AND s.closed_at IS NULL
                      AND d.kind = 'shop' AND a.unit_id = NEW.unit_id)
        OR EXISTS (SELECT FROM public.shop_supplier p
                    WHERE p.koppontren_id = NEW.koppontren_id AND p.shop_id = NEW.id
                      AND public.shop_owed(p.koppontren_id, p.id) <> 0)
        OR EXISTS (SELECT FROM public.shop_consignor c
                     JOIN public.ledger_account a
                       ON a.koppontren_id = c.koppontren_id AND a.id = c.account_id
                    WHERE c.koppontren_id = NEW.koppontren_id AND c.shop_id = NEW.id
                      AND a.debits <> a.credits)) THEN
        RAISE EXCEPTION 'shop: something of shop % is still open', NEW.id USING ERRCODE = '23G30';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION shop_check_supplier_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
        AND public.shop_owed(NEW.koppontren_id, NEW.id) <> 0 THEN
        RAISE EXCEPTION 'shop: something is open with supplier %', NEW.id USING ERRCODE = '23G31';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION shop_check_consignor_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND (
        EXISTS (SELECT FROM public.ledger_account a
                 WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.account_id
                   AND a.debits <> a.credits)
        OR EXISTS (SELECT FROM public.shop_good g
                    WHERE g.koppontren_id = NEW.koppontren_id AND g.consignor_id = NEW.id
                      AND g.ended_at IS NULL)) THEN
        RAISE EXCEPTION 'shop: something is open with consignor %', NEW.id USING ERRCODE = '23G31';
    END IF;
    RETURN NEW;
END $$;

-- Nothing is bought of a supplier who ended, and no good of a consignor who did is sold.
CREATE OR REPLACE FUNCTION shop_check_of_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'shop_purchase' THEN
        IF EXISTS (SELECT FROM public.shop_supplier p
                    WHERE p.koppontren_id = NEW.koppontren_id AND p.id = NEW.supplier_id
                      AND p.ended_at IS NOT NULL) THEN
            RAISE EXCEPTION 'shop: supplier % ended', NEW.supplier_id USING ERRCODE = '23G32';
        END IF;
    ELSIF NEW.ended_at IS NULL AND EXISTS (
        SELECT FROM public.shop_consignor c
         WHERE c.koppontren_id = NEW.koppontren_id AND c.id = NEW.consignor_id
           AND c.ended_at IS NOT NULL) THEN
        RAISE EXCEPTION 'shop: consignor % ended', NEW.consignor_id USING ERRCODE = '23G32';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER nothing_open BEFORE UPDATE OF is_used ON shop_shop
    FOR EACH ROW EXECUTE FUNCTION shop_check_closing();
CREATE OR REPLACE TRIGGER nothing_open BEFORE UPDATE OF ended_at ON shop_supplier
    FOR EACH ROW EXECUTE FUNCTION shop_check_supplier_end();
CREATE OR REPLACE TRIGGER nothing_open BEFORE UPDATE OF ended_at ON shop_consignor
    FOR EACH ROW EXECUTE FUNCTION shop_check_consignor_end();
CREATE OR REPLACE TRIGGER not_of_ended BEFORE INSERT ON shop_purchase
    FOR EACH ROW EXECUTE FUNCTION shop_check_of_ended();
CREATE OR REPLACE TRIGGER not_of_ended BEFORE INSERT OR UPDATE OF consignor_id, ended_at ON shop_good
    FOR EACH ROW EXECUTE FUNCTION shop_check_of_ended();
REVOKE ALL ON FUNCTION shop_check_closing(), shop_check_supplier_end(), shop_check_consignor_end(),
    shop_check_of_ended() FROM PUBLIC;
