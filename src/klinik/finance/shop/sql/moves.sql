-- How stock changes but for sales: by one function, and each change leaves a move.

-- Bring goods in and out, in the order of the goods and then as they were given, and write down each
-- move. A cost is what was paid for what comes in; without one, goods move at the average. `p_entry`
-- is the entry that was posted for them: what it moved on the shop's account of stock is what the
-- moves are worth, but for `p_undetailed`, which lay there before the goods were known.
CREATE OR REPLACE FUNCTION shop_move(
    p_koppontren bigint, p_shop bigint, p_request uuid, p_kind text, p_by bigint, p_entry bigint,
    p_goods bigint[], p_quantities bigint[], p_costs bigint[], p_about text, p_undetailed bigint
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_line record;
    v_good shop_good;
    v_cost bigint;
    v_value bigint;
    v_worth bigint := 0;
    v_booked bigint := 0;
    v_shop shop_shop;
BEGIN
    PERFORM ledger_hold_book(p_koppontren);
    SELECT * INTO v_shop FROM shop_shop WHERE koppontren_id = p_koppontren AND id = p_shop
       FOR NO KEY UPDATE;
    FOR v_line IN
        SELECT u.good, u.quantity, u.cost, u.n
          FROM unnest(p_goods, p_quantities, p_costs)
               WITH ORDINALITY u (good, quantity, cost, n)
         ORDER BY u.good, u.n
    LOOP
        SELECT * INTO v_good FROM shop_good
         WHERE koppontren_id = p_koppontren AND shop_id = p_shop AND id = v_line.good
           FOR NO KEY UPDATE;
        IF v_good.id IS NULL
            OR (v_line.cost IS NOT NULL
                AND (v_line.cost < 0 OR v_line.quantity < 0 OR v_good.consignor_id IS NOT NULL))
            OR (p_kind IN ('consigned', 'given_back')) <> (v_good.consignor_id IS NOT NULL)
               AND p_kind <> 'count' THEN
            RAISE EXCEPTION 'shop: good % does not move like this', v_line.good
                USING ERRCODE = '23G01', DETAIL = coalesce(v_line.good::text, '?');
        END IF;
        IF v_line.quantity < 0 THEN
            v_value := -shop_cost(v_good.quantity, v_good.value, v_good.last_cost, -v_line.quantity);
        ELSE
            v_cost := coalesce(v_line.cost,
                CASE WHEN v_good.quantity > 0
                     THEN shop_nearest(v_good.value::numeric * v_line.quantity, v_good.quantity)
                     ELSE shop_nearest(v_good.last_cost::numeric * v_line.quantity, 1000) END);
            v_value := v_cost
                - shop_hole_cost(v_good.quantity, v_good.value, v_line.quantity, v_cost);
        END IF;
        UPDATE shop_good
           SET quantity = quantity + v_line.quantity, value = value + v_value,
               last_cost = CASE WHEN v_line.cost IS NULL THEN last_cost
                                ELSE shop_nearest(v_line.cost::numeric * 1000, v_line.quantity) END
         WHERE koppontren_id = p_koppontren AND id = v_good.id;
        INSERT INTO shop_move (koppontren_id, good_id, request_id, n, kind, quantity, value,
            quantity_after, value_after, entry_number, about, at, by_id)
        VALUES (p_koppontren, v_good.id, p_request, v_line.n, p_kind, v_line.quantity, v_value,
            v_good.quantity + v_line.quantity, v_good.value + v_value, p_entry, p_about,
            clock_timestamp(), p_by);
        v_worth := v_worth + v_value;
    END LOOP;
    IF p_entry IS NOT NULL THEN
        SELECT coalesce(sum(l.debit - l.credit), 0) INTO v_booked
          FROM ledger_line l
          JOIN ledger_entry e
            ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
           AND e.request_id = p_request AND e.kind ~ '^shop\.'
         WHERE l.koppontren_id = p_koppontren AND l.entry_number = p_entry
           AND l.account_id = v_shop.stock_id;
    END IF;
    IF v_worth IS DISTINCT FROM v_booked + p_undetailed
        OR p_undetailed < 0
        OR p_undetailed > 0 AND (p_kind <> 'opening' OR p_undetailed > v_shop.undetailed) THEN
        RAISE EXCEPTION 'shop: moves are worth %, their entry %', v_worth, v_booked
            USING ERRCODE = '23G02', DETAIL = v_worth;
    END IF;
    UPDATE shop_shop SET undetailed = undetailed - p_undetailed
     WHERE koppontren_id = p_koppontren AND id = p_shop AND p_undetailed <> 0;
    RETURN true;
END $$;

-- A good begins with nothing, stays in its shop, and belongs to somebody else only while there is
-- none of it.
CREATE OR REPLACE FUNCTION shop_check_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.quantity <> 0 OR NEW.value <> 0 OR NEW.last_cost <> 0 OR NEW.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'shop: good % begins with nothing', NEW.name USING ERRCODE = '23G03';
        END IF;
    ELSIF NEW.consignor_id IS DISTINCT FROM OLD.consignor_id THEN
        IF OLD.quantity <> 0 OR OLD.value <> 0 THEN
            RAISE EXCEPTION 'shop: of good % there is some left', OLD.id USING ERRCODE = '23G04';
        END IF;
        NEW.last_cost := 0;
    END IF;
    IF NEW.ended_at IS NOT NULL AND NEW.quantity <> 0 AND OLD.ended_at IS NULL THEN
        RAISE EXCEPTION 'shop: of good % there is some left', OLD.id USING ERRCODE = '23G04';
    END IF;
    RETURN NEW;
END $$;

-- A code is of a good of the same shop.
CREATE OR REPLACE FUNCTION shop_check_barcode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.shop_good g
                    WHERE g.koppontren_id = NEW.koppontren_id AND g.id = NEW.good_id
                      AND g.shop_id = NEW.shop_id) THEN
        RAISE EXCEPTION 'shop: code % is of a good elsewhere', NEW.code USING ERRCODE = '23G05';
    END IF;
    RETURN NEW;
END $$;

-- A shop writes on accounts of its own unit, of their kinds; stock may go below zero, because a till
-- sells what lies before it whatever the books know.
CREATE OR REPLACE FUNCTION shop_check_shop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (VALUES
                (NEW.stock_id, 'asset', false), (NEW.cost_id, 'expense', false),
                (NEW.income_id, 'income', false), (NEW.discounts_id, 'income', false),
                (NEW.payable_id, 'liability', false), (NEW.qris_id, 'asset', false),
                (NEW.difference_id, 'expense', false), (NEW.consigned_id, 'liability', true),
                (NEW.capital_id, 'equity', false)) w (id, kind, is_control)
          LEFT JOIN public.ledger_account a
            ON a.koppontren_id = NEW.koppontren_id AND a.id = w.id
         WHERE w.id IS NOT NULL
           AND (a.kind = w.kind AND a.is_control = w.is_control AND a.unit_id = NEW.unit_id
                AND a.parent_id IS NULL AND NOT a.closed AND a.may_overdraw) IS NOT TRUE) THEN
        RAISE EXCEPTION 'shop: % has an account that does not fit', NEW.name
            USING ERRCODE = '23G06';
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM public.ledger_hold_book(NEW.koppontren_id);
        NEW.undetailed := (SELECT a.debits - a.credits FROM public.ledger_account a
                            WHERE a.koppontren_id = NEW.koppontren_id AND a.id = NEW.stock_id);
    END IF;
    RETURN NEW;
END $$;

-- What lies on a shop's account of stock is what its goods are worth. Only what moves goods writes
-- there; an opening that is put right changes what is not known good by good; nothing of it is undone
-- in the journal, which would leave the goods on the shelf.
CREATE OR REPLACE FUNCTION shop_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_stock bigint;
    v_moved bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM public.shop_shop s WHERE s.koppontren_id = NEW.koppontren_id) THEN
        RETURN NULL;
    END IF;
    FOR v_stock, v_moved IN
        SELECT s.stock_id, sum(l.debit - l.credit)
          FROM public.shop_shop s
          JOIN public.ledger_line l
            ON l.koppontren_id = s.koppontren_id AND l.entry_number = NEW.number
           AND l.account_id = s.stock_id
         WHERE s.koppontren_id = NEW.koppontren_id
         GROUP BY s.stock_id
    LOOP
        IF NEW.reverses IS NOT NULL THEN
            RAISE EXCEPTION 'shop: entry % moved goods', NEW.reverses
                USING ERRCODE = '23K90', DETAIL = NEW.reverses;
        ELSIF NEW.kind !~ '^opening' THEN
            RAISE EXCEPTION 'shop: account % has its own page', v_stock
                USING ERRCODE = '23K57', DETAIL = v_stock;
        END IF;
        UPDATE public.shop_shop SET undetailed = undetailed + v_moved
         WHERE koppontren_id = NEW.koppontren_id AND stock_id = v_stock;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER begins_empty BEFORE INSERT OR UPDATE OF consignor_id, ended_at ON shop_good
    FOR EACH ROW EXECUTE FUNCTION shop_check_good();
CREATE OR REPLACE TRIGGER same_shop BEFORE INSERT ON shop_barcode
    FOR EACH ROW EXECUTE FUNCTION shop_check_barcode();
CREATE OR REPLACE TRIGGER fits BEFORE INSERT OR UPDATE OF discounts_id, consigned_id, capital_id
    ON shop_shop FOR EACH ROW EXECUTE FUNCTION shop_check_shop();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON shop_move
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER stock_of_goods AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind !~ '^(shop|sales?)\.' OR NEW.reverses IS NOT NULL)
    EXECUTE FUNCTION shop_check_entry();

-- What the application writes itself: never how much there is, nor what it is worth.
REVOKE ALL ON FUNCTION shop_move(bigint, bigint, uuid, text, bigint, bigint, bigint[], bigint[],
    bigint[], text, bigint), shop_check_good(), shop_check_barcode(), shop_check_shop(),
    shop_check_entry() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop_move(bigint, bigint, uuid, text, bigint, bigint, bigint[], bigint[],
    bigint[], text, bigint) TO "{role}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON shop_move FROM "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON shop_shop, shop_good, shop_barcode, shop_supplier, shop_consignor
    FROM "{role}";
GRANT UPDATE (name, discounts_id, consigned_id, capital_id, max_discount, is_used)
    ON shop_shop TO "{role}";
GRANT UPDATE (name, unit_name, category_id, price, member_price, wholesale_price, wholesale_from,
    low_at, consignor_id, consign_price, photo, price_set_at, ended_at) ON shop_good TO "{role}";
GRANT UPDATE (price), DELETE ON shop_barcode TO "{role}";
GRANT UPDATE (name, phone, note, ended_at) ON shop_supplier TO "{role}";
GRANT UPDATE (name, phone, ended_at) ON shop_consignor TO "{role}";
