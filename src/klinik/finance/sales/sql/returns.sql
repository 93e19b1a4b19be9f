-- Goods that come back against their receipt: no more than was sold, at the cost they left with, and
-- the money the way it came: first what the card's holder owes, then the card, then cash.

-- A good is on the shelf again for what it left at. Where more was sold than there was, it first fills
-- that hole, at what the hole was reckoned with. Returns what it is worth here.
CREATE OR REPLACE FUNCTION sales_put_good(
    p_koppontren bigint, p_good bigint, p_quantity bigint, p_cost bigint
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_worth bigint;
BEGIN
    SELECT CASE WHEN g.consignor_id IS NULL
                THEN p_cost - shop_hole_cost(g.quantity, g.value, p_quantity, p_cost)
                ELSE p_cost END
      INTO v_worth
      FROM shop_good g WHERE g.koppontren_id = p_koppontren AND g.id = p_good;
    UPDATE shop_good
       SET quantity = quantity + p_quantity,
           value = CASE WHEN consignor_id IS NULL THEN value + v_worth ELSE 0 END
     WHERE koppontren_id = p_koppontren AND id = p_good;
    RETURN v_worth;
END $$;

-- What comes back of the lines of a sale: money and cost by what came back before, so that all parts
-- together are the whole to the rupiah.
CREATE OR REPLACE FUNCTION sales_back_lines(
    p_koppontren bigint, p_sale sales_sale, p_lines jsonb,
    OUT lines jsonb, OUT amounts bigint[], OUT costs bigint[], OUT owners bigint[],
    OUT total bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_line record;
    v_before bigint;
    v_after bigint;
BEGIN
    SELECT coalesce(sum(l.amount), 0) INTO v_before
      FROM sales_saleline l JOIN sales_sale s ON s.koppontren_id = l.koppontren_id AND s.id = l.sale_id
     WHERE s.koppontren_id = p_koppontren AND s.returns_id = p_sale.id;
    v_after := v_before;
    lines := '[]';
    FOR v_line IN
        SELECT l.*, (b ->> 1)::bigint AS back, g.consignor_id,
               (SELECT coalesce(sum(r.quantity), 0) FROM sales_saleline r
                  JOIN sales_sale s ON s.koppontren_id = r.koppontren_id AND s.id = r.sale_id
                 WHERE s.koppontren_id = p_koppontren AND s.returns_id = p_sale.id
                   AND r.line_returned = l.n) AS gone,
               coalesce(c.account_id, h.stock_id) AS owner
          FROM jsonb_array_elements(p_lines) WITH ORDINALITY e (b, place)
          LEFT JOIN sales_saleline l ON l.koppontren_id = p_koppontren AND l.sale_id = p_sale.id
                                    AND l.n = (b ->> 0)::int
          LEFT JOIN shop_good g ON g.koppontren_id = p_koppontren AND g.id = l.good_id
          LEFT JOIN shop_shop h ON h.koppontren_id = p_koppontren AND h.id = p_sale.shop_id
          LEFT JOIN shop_consignor c ON c.koppontren_id = p_koppontren AND c.id = g.consignor_id
         ORDER BY e.place
    LOOP
        IF (v_line.gone + v_line.back <= v_line.quantity) IS NOT TRUE THEN
            RAISE EXCEPTION 'sales: more comes back than was sold'
                USING ERRCODE = '23V09', DETAIL = coalesce(v_line.good_id, 0);
        END IF;
        amounts := amounts || (round(v_line.amount::numeric * (v_line.gone + v_line.back) / v_line.quantity)
            - round(v_line.amount::numeric * v_line.gone / v_line.quantity))::bigint;
        costs := costs || sales_put_good(p_koppontren, v_line.good_id, v_line.back,
            (round(v_line.cost::numeric * (v_line.gone + v_line.back) / v_line.quantity)
            - round(v_line.cost::numeric * v_line.gone / v_line.quantity))::bigint);
        owners := owners || v_line.owner;
        v_after := v_after + amounts[cardinality(amounts)];
        lines := lines || jsonb_build_array(jsonb_build_array(
            v_line.good_id, v_line.back, v_line.price, 0, v_line.n));
    END LOOP;
    total := (round(p_sale.total::numeric * v_after / (p_sale.total + p_sale.discount))
        - round(p_sale.total::numeric * v_before / (p_sale.total + p_sale.discount)))::bigint;
END $$;

-- By which ways the money goes back: what is left of each, cash and QRIS as cash out of the drawer.
CREATE OR REPLACE FUNCTION sales_back_money(
    p_koppontren bigint, p_sale sales_sale, p_total bigint, p_cash bigint,
    OUT ways text[], OUT accounts bigint[], OUT amounts bigint[]
) LANGUAGE sql STABLE AS $$
    WITH paid AS (
        SELECT CASE p.how WHEN 'qris' THEN 'cash' ELSE p.how END AS how,
               CASE WHEN p.how IN ('owed', 'wallet') THEN p.account_id ELSE p_cash END AS account,
               sum(CASE WHEN s.id = p_sale.id THEN p.amount ELSE -p.amount END)::bigint AS amount
          FROM sales_payment p
          JOIN sales_sale s ON s.koppontren_id = p.koppontren_id AND s.id = p.sale_id
         WHERE s.koppontren_id = p_koppontren AND p_sale.id IN (s.id, s.returns_id)
         GROUP BY 1, 2
    ), placed AS (
        SELECT d.*, sum(d.amount) OVER (ORDER BY array_position('{owed,wallet,cash}', d.how))
                    - d.amount AS before
          FROM paid d WHERE d.amount > 0
    ), back AS (
        SELECT d.how, d.account, least(d.amount, p_total - d.before) AS amount FROM placed d
         WHERE d.before < p_total
    )
    SELECT array_agg(b.how), array_agg(b.account), array_agg(b.amount) FROM back b
$$;

-- Some goods of a sale are back; the caller holds the book. What was given up pays no cash.
CREATE OR REPLACE FUNCTION sales_write_back(
    p_koppontren bigint, p_by bigint, p_asked jsonb, p_is_void boolean
) RETURNS sales_sale LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_back sales_sale;
    v_sale sales_sale;
    v_shop shop_shop;
    v_lines record;
    v_money record;
    v_drawer bigint;
    v_account bigint;
    v_book ledger_book;
BEGIN
    v_back := sales_known(p_koppontren, p_asked);
    IF v_back.id IS NOT NULL THEN
        RETURN v_back;
    END IF;
    SELECT * INTO v_sale FROM sales_sale s
     WHERE s.koppontren_id = p_koppontren AND s.id = (p_asked ->> 'sale')::bigint
       AND s.returns_id IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'sales: there is no such receipt' USING ERRCODE = '23V09', DETAIL = 0;
    END IF;
    SELECT * INTO v_shop FROM shop_shop s
     WHERE s.koppontren_id = p_koppontren AND s.id = v_sale.shop_id;
    SELECT * INTO v_book FROM ledger_book b WHERE b.koppontren_id = p_koppontren;
    IF p_asked ->> 'drawer' IS NOT NULL OR NOT p_is_void THEN
        SELECT c.drawer, c.account INTO v_drawer, v_account
          FROM sales_cash(p_koppontren, v_shop.unit_id, p_asked ->> 'drawer', p_by,
                   clock_timestamp(), false) c;
    END IF;
    v_lines := sales_back_lines(p_koppontren, v_sale, p_asked -> 'lines');
    v_money := sales_back_money(p_koppontren, v_sale, v_lines.total, v_account);
    IF 'wallet' = ANY (v_money.ways) THEN
        PERFORM wallet_give_back(p_koppontren, v_sale.wallet_id, v_sale.sold_on, c.categories, c.amounts)
          FROM sales_by_category(p_koppontren, v_lines.lines, v_lines.total,
                   v_money.amounts[array_position(v_money.ways, 'wallet')]) c;
    END IF;
    v_back := sales_begin(p_koppontren, p_by, v_book.time_zone, p_asked || jsonb_build_object(
        'shop', v_sale.shop_id, 'device', v_sale.device, 'cashier', p_by, 'is_offline', false,
        'member', v_sale.member_id, 'discount', 0, 'given', 0));
    v_back.returns_id := v_sale.id;
    v_back.reason := p_asked ->> 'reason';
    v_back.drawer_id := v_drawer;
    v_back.shift_id := (sales_shift(p_koppontren, v_shop.unit_id, p_asked ->> 'drawer',
        clock_timestamp())).id;
    v_back.wallet_id := v_sale.wallet_id;
    v_back.card_id := v_sale.card_id;
    v_back.total := v_lines.total;
    v_back.cost := (SELECT sum(c) FROM unnest(v_lines.costs) c);
    v_back.entry_number := v_book.last_number + 1;
    INSERT INTO sales_sale SELECT v_back.*;
    PERFORM sales_post(p_koppontren, v_back.request_id, true, p_by, NULL, v_shop,
        v_money.accounts, v_money.amounts, v_lines.total, v_lines.owners, v_lines.costs);
    PERFORM sales_add_parts(p_koppontren, v_back.id, v_lines.lines, v_lines.amounts, v_lines.costs,
        v_money.ways, v_money.accounts, v_money.amounts, '{}');
    RETURN v_back;
END $$;

-- The door: one receipt's goods come back, to whoever has a till open. Returns the row of the return.
CREATE OR REPLACE FUNCTION sales_return(p_koppontren bigint, p_by bigint, p_asked jsonb)
RETURNS sales_sale LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- A plan made while the tables were small is kept by a connection that lives for days.
SET enable_seqscan = off
AS $$
BEGIN
    PERFORM ledger_hold_book(p_koppontren);
    RETURN sales_write_back(p_koppontren, p_by, p_asked, false);
END $$;

-- A sale that its till gave up because no answer came: if it had arrived all of it comes back, and if
-- not it never will. Only whoever knows all of it gives it up.
CREATE OR REPLACE FUNCTION sales_void(p_koppontren bigint, p_by bigint, p_sale jsonb)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_sale sales_sale := sales_known(p_koppontren, p_sale);
BEGIN
    INSERT INTO sales_voided (koppontren_id, request_id, at, by_id)
    VALUES (p_koppontren, (p_sale ->> 'request_id')::uuid, clock_timestamp(), p_by)
        ON CONFLICT DO NOTHING;
    IF v_sale.id IS NOT NULL AND NOT EXISTS (SELECT FROM sales_sale r
                              WHERE r.koppontren_id = p_koppontren AND r.returns_id = v_sale.id) THEN
        PERFORM sales_write_back(p_koppontren, p_by, jsonb_build_object(
            'request_id', p_sale -> 'void_id', 'fingerprint', p_sale -> 'fingerprint',
            'sale', v_sale.id, 'reason', '', 'said_at', clock_timestamp(),
            'sold_at', clock_timestamp(), 'lines', (
                SELECT jsonb_agg(jsonb_build_array(l.n, l.quantity) ORDER BY l.n)
                  FROM sales_saleline l
                 WHERE l.koppontren_id = p_koppontren AND l.sale_id = v_sale.id)), true);
    END IF;
    RETURN v_sale.entry_number;
END $$;
