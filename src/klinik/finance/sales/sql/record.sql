-- How a sale is written: goods, money, limits and books in one call, and nothing of it alone.
-- Every caller holds the book first, so that sales of one koppontren come one after the other.
-- A sale that waits for its answer (online) is refused where a rule is broken; one that was made
-- without a line is written all the same, because the goods are gone, with what somebody has to look
-- at. What device and till may say stands in sales/rules.py; here the same is reckoned again.

-- The row of a sale with what it asked, before its money and its entry are known.
CREATE OR REPLACE FUNCTION sales_begin(p_koppontren bigint, p_by bigint, p_zone text, p_sale jsonb)
RETURNS sales_sale LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN jsonb_populate_record(NULL::sales_sale, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('sales_sale', 'id')), 'koppontren_id', p_koppontren,
        'shop_id', p_sale -> 'shop', 'request_id', p_sale -> 'request_id',
        'fingerprint', p_sale -> 'fingerprint', 'device', p_sale -> 'device',
        'cashier_id', p_sale -> 'cashier', 'sent_by_id', p_by, 'is_offline', p_sale -> 'is_offline',
        'said_at', p_sale -> 'said_at', 'sold_at', p_sale -> 'sold_at',
        'sold_on', ((p_sale ->> 'sold_at')::timestamptz AT TIME ZONE p_zone)::date,
        'arrived_at', clock_timestamp(), 'member_id', p_sale -> 'member',
        'discount', p_sale -> 'discount', 'given', p_sale -> 'given', 'reason', ''));
END $$;

-- Refuse payments that are not the total, and more off than a cashier gives alone.
CREATE OR REPLACE FUNCTION sales_check_total(
    p_shop shop_shop, p_sale jsonb, p_gross bigint, p_off bigint, p_amounts bigint[]
) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF (p_gross > p_off AND 0 <= ALL (p_amounts) AND p_gross - p_off = (
            SELECT sum((p ->> 1)::bigint) FROM jsonb_array_elements(p_sale -> 'payments') p)
        ) IS NOT TRUE THEN
        RAISE EXCEPTION 'sales: the payments are not the total of %', p_gross - p_off
            USING ERRCODE = '23V02', DETAIL = p_gross - p_off;
    ELSIF p_off * 10000 <= p_gross * p_shop.max_discount THEN
        RETURN NULL;
    ELSIF (p_sale ->> 'is_offline')::boolean THEN
        RETURN jsonb_build_array('discount', NULL, p_off);
    END IF;
    RAISE EXCEPTION 'sales: % off is more than a cashier gives', p_off
        USING ERRCODE = '23V05', DETAIL = p_gross * p_shop.max_discount / 10000;
END $$;

-- A sale that was written before: the same again has the same answer, another one is refused.
CREATE OR REPLACE FUNCTION sales_known(p_koppontren bigint, p_sale jsonb)
RETURNS sales_sale LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_sale sales_sale;
BEGIN
    SELECT * INTO v_sale FROM sales_sale
     WHERE koppontren_id = p_koppontren AND request_id = (p_sale ->> 'request_id')::uuid;
    IF v_sale.fingerprint <> p_sale ->> 'fingerprint' THEN
        RAISE EXCEPTION 'sales: this request was used for entry %', v_sale.entry_number
            USING ERRCODE = '23V01', DETAIL = v_sale.entry_number;
    END IF;
    RETURN v_sale;
END $$;

-- The parts of a sale's row: its goods, its money, and what somebody has to look at.
DROP FUNCTION IF EXISTS sales_add_parts(
    bigint, bigint, jsonb, bigint[], bigint[], text[], bigint[], bigint[], jsonb[]);
CREATE OR REPLACE FUNCTION sales_add_parts(
    p_koppontren bigint, p_sale bigint, p_lines jsonb, p_amounts bigint[], p_costs bigint[],
    p_consignors bigint[], p_ways text[], p_accounts bigint[], p_paid bigint[], p_worries jsonb[]
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO sales_saleline (koppontren_id, sale_id, n, good_id, quantity, price, discount, amount,
        cost, line_returned, consignor_id)
    SELECT p_koppontren, p_sale, e.n, (l ->> 0)::bigint, (l ->> 1)::bigint, (l ->> 2)::bigint,
           (l ->> 3)::bigint, p_amounts[e.n], p_costs[e.n], (l ->> 4)::int, p_consignors[e.n]
      FROM jsonb_array_elements(p_lines) WITH ORDINALITY e (l, n);
    INSERT INTO sales_payment (koppontren_id, sale_id, how, amount, account_id)
    SELECT p_koppontren, p_sale, u.how, u.amount, u.account
      FROM unnest(p_ways, p_paid, p_accounts) u (how, amount, account) WHERE u.amount > 0;
    IF array_remove(p_worries, NULL) <> '{}' THEN
        INSERT INTO sales_concern (koppontren_id, sale_id, worry, good_id, amount, how)
        SELECT p_koppontren, p_sale, w ->> 0, (w ->> 1)::bigint, (w ->> 2)::bigint, ''
          FROM unnest(p_worries) w WHERE w IS NOT NULL;
    END IF;
END $$;

-- One sale as sales/commands.py prepared it; the caller holds the book. Returns its row.
CREATE OR REPLACE FUNCTION sales_write(p_koppontren bigint, p_by bigint, p_sale jsonb)
RETURNS sales_sale LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_sale sales_sale := sales_known(p_koppontren, p_sale);
    v_offline boolean := (p_sale ->> 'is_offline')::boolean;
    v_shop shop_shop;
    v_book ledger_book;
    v_card sales_card;
    v_goods record;
    v_money record;
    v_worries jsonb[];
    v_off bigint;
BEGIN
    IF v_sale.id IS NOT NULL THEN
        RETURN v_sale;
    ELSIF EXISTS (SELECT FROM sales_voided v
                   WHERE v.koppontren_id = p_koppontren
                     AND v.request_id = (p_sale ->> 'request_id')::uuid) THEN
        RAISE EXCEPTION 'sales: this sale was given up' USING ERRCODE = '23V13';
    END IF;
    SELECT * INTO v_shop FROM shop_shop s
     WHERE s.koppontren_id = p_koppontren AND s.id = (p_sale ->> 'shop')::bigint
       AND (s.is_used OR v_offline);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'sales: there is no such shop' USING ERRCODE = '23V08';
    END IF;
    SELECT * INTO v_book FROM ledger_book b WHERE b.koppontren_id = p_koppontren;
    v_card := sales_card_of(p_koppontren, p_sale);
    v_sale := sales_begin(p_koppontren, p_by, v_book.time_zone, p_sale);
    v_sale.wallet_id := v_card.wallet;
    v_sale.card_id := v_card.card;
    v_sale.member_id := coalesce(v_sale.member_id, v_card.member);
    v_goods := sales_take_goods(p_koppontren, v_shop, p_sale -> 'lines',
        v_sale.member_id IS NOT NULL, v_offline);
    v_off := v_goods.off + v_sale.discount;
    v_worries := v_goods.worries
        || sales_check_total(v_shop, p_sale, v_goods.gross, v_off, v_goods.amounts);
    v_sale.total := v_goods.gross - v_off;
    v_sale.cost := (SELECT sum(c) FROM unnest(v_goods.costs) c);
    v_money := sales_take_money(p_koppontren, v_shop, p_sale, v_card, v_sale.sold_at, v_sale.sold_on);
    v_sale.counted := v_money.counted;
    v_sale.drawer_id := v_money.drawer;
    v_sale.shift_id := (sales_shift(p_koppontren, v_shop.unit_id, p_sale ->> 'drawer',
        v_sale.sold_at)).id;
    v_worries := v_worries || v_money.worries || CASE
        WHEN NOT (p_sale ->> 'is_sure')::boolean THEN jsonb_build_array('clock', NULL, 0) END || CASE
        WHEN v_sale.sold_on <= v_book.closed_through THEN jsonb_build_array('period', NULL, 0) END || CASE
        WHEN (p_sale ->> 'is_stranger')::boolean THEN jsonb_build_array('member', NULL, 0) END;
    v_sale.entry_number := v_book.last_number + 1;  -- the book is held: the next is ours
    INSERT INTO sales_sale SELECT v_sale.*;
    PERFORM sales_post(p_koppontren, v_sale.request_id, false, p_by,
        CASE WHEN v_sale.sold_on <> (clock_timestamp() AT TIME ZONE v_book.time_zone)::date
             THEN v_sale.sold_on END,
        v_shop, v_money.accounts, v_money.amounts, v_sale.total, v_goods.owners, v_goods.costs);
    PERFORM sales_add_parts(p_koppontren, v_sale.id, p_sale -> 'lines', v_goods.amounts,
        v_goods.costs, v_goods.consignors, v_money.ways, v_money.accounts, v_money.amounts, v_worries);
    RETURN v_sale;
END $$;

-- The door: some sales in one call, each with an answer of its own. What is refused moves nothing.
CREATE OR REPLACE FUNCTION sales_record(p_koppontren bigint, p_by bigint, p_sales jsonb)
RETURNS TABLE (place int, refused text, about text, entry_number bigint, is_new boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- A plan made while the tables were small is kept by a connection that lives for days.
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan  -- arrays of unknown length tempt it to plan each time
AS $$
DECLARE
    v_sale jsonb;
    v_last bigint;
BEGIN
    PERFORM ledger_hold_book(p_koppontren);
    FOR place, v_sale IN SELECT e.n::int, e.s FROM jsonb_array_elements(p_sales) WITH ORDINALITY e (s, n)
    LOOP
        refused := NULL;
        about := NULL;
        entry_number := NULL;
        SELECT b.last_number INTO v_last FROM ledger_book b WHERE b.koppontren_id = p_koppontren;
        BEGIN
            IF (v_sale ->> 'is_void')::boolean THEN
                entry_number := sales_void(p_koppontren, p_by, v_sale);
            ELSE
                SELECT w.entry_number INTO entry_number
                  FROM sales_write(p_koppontren, p_by, v_sale) w;
            END IF;
        EXCEPTION WHEN integrity_constraint_violation THEN
            GET STACKED DIAGNOSTICS refused = RETURNED_SQLSTATE, about = PG_EXCEPTION_DETAIL;
        WHEN numeric_value_out_of_range THEN
            refused := '23V14';  -- no sale that can be read
        END;
        is_new := entry_number > v_last;
        RETURN NEXT;
    END LOOP;
END $$;
