-- Goods that come back against their receipt: no more than was sold, at the cost they left with, and
-- the money the way it came: first what the card's holder still owes, then the card, then cash.

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
-- together are the whole to the rupiah. What a consignor sold is theirs again, whoever's the good is now;
-- what was the shop's own and is a consignor's good now costs them nothing.
DROP FUNCTION IF EXISTS sales_back_lines(bigint, sales_sale, jsonb);
CREATE OR REPLACE FUNCTION sales_back_lines(
    p_koppontren bigint, p_sale sales_sale, p_lines jsonb,
    OUT lines jsonb, OUT amounts bigint[], OUT costs bigint[], OUT owners bigint[],
    OUT consignors bigint[], OUT total bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_line record;
    v_before bigint;
    v_after bigint;
    v_cost bigint;
BEGIN
    SELECT coalesce(sum(l.amount), 0) INTO v_before
      FROM sales_saleline l JOIN sales_sale s ON s.koppontren_id = l.koppontren_id AND s.id = l.sale_id
     WHERE s.koppontren_id = p_koppontren AND s.returns_id = p_sale.id;
    v_after := v_before;
    lines := '[]';
    FOR v_line IN
        SELECT l.*, (b ->> 1)::bigint AS back, CASE WHEN g.consignor_id IS NOT NULL THEN l.consignor_id END
               AS consignor,
               (SELECT coalesce(sum(r.quantity), 0) FROM sales_saleline r
                  JOIN sales_sale s ON s.koppontren_id = r.koppontren_id AND s.id = r.sale_id
                 WHERE s.koppontren_id = p_koppontren AND s.returns_id = p_sale.id
                   AND r.line_returned = l.n) AS gone,
               g.consignor_id IS NOT NULL AND l.consignor_id IS NULL AS is_anothers,
               CASE WHEN g.consignor_id IS NULL THEN h.stock_id
                    ELSE coalesce(c.account_id, h.stock_id) END AS owner
          FROM jsonb_array_elements(p_lines) WITH ORDINALITY e (b, place)
          LEFT JOIN sales_saleline l ON l.koppontren_id = p_koppontren AND l.sale_id = p_sale.id
                                    AND l.n = (b ->> 0)::int
          LEFT JOIN shop_good g ON g.koppontren_id = p_koppontren AND g.id = l.good_id
          LEFT JOIN shop_shop h ON h.koppontren_id = p_koppontren AND h.id = p_sale.shop_id
          LEFT JOIN shop_consignor c ON c.koppontren_id = p_koppontren AND c.id = l.consignor_id
         ORDER BY e.place
    LOOP
        IF (v_line.gone + v_line.back <= v_line.quantity) IS NOT TRUE THEN
            RAISE EXCEPTION 'sales: more comes back than was sold'
                USING ERRCODE = '23V09', DETAIL = coalesce(v_line.good_id, 0);
        END IF;
        amounts := amounts || (round(v_line.amount::numeric * (v_line.gone + v_line.back) / v_line.quantity)
            - round(v_line.amount::numeric * v_line.gone / v_line.quantity))::bigint;
        v_cost := CASE WHEN v_line.is_anothers THEN 0 ELSE
            round(v_line.cost::numeric * (v_line.gone + v_line.back) / v_line.quantity)
            - round(v_line.cost::numeric * v_line.gone / v_line.quantity) END;
        costs := costs || sales_put_good(p_koppontren, v_line.good_id, v_line.back, v_cost);
        owners := owners || v_line.owner;
        consignors := consignors || v_line.consignor;
        v_after := v_after + amounts[cardinality(amounts)];
        lines := lines || jsonb_build_array(jsonb_build_array(
            v_line.good_id, v_line.back, v_line.price, 0, v_line.n));
    END LOOP;
    total := (round(p_sale.total::numeric * v_after / (p_sale.total + p_sale.discount))
        - round(p_sale.total::numeric * v_before / (p_sale.total + p_sale.discount)))::bigint;
    IF total = 0 THEN
        RAISE EXCEPTION 'sales: what comes back was sold for nothing' USING ERRCODE = '23V15';
    END IF;
END $$;

-- What of a sale's debt somebody let go, so that nobody paid it and nobody gets it back.
CREATE OR REPLACE FUNCTION sales_let_go(p_koppontren bigint, p_sale sales_sale, p_difference bigint)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(l.debit), 0) FROM sales_concern c
              JOIN ledger_line l ON l.koppontren_id = c.koppontren_id
                                AND l.entry_number = c.settled_entry AND l.account_id = p_difference
             WHERE c.koppontren_id = p_koppontren AND c.sale_id = p_sale.id)
         - (SELECT coalesce(sum(p.amount), 0) FROM sales_sale s
              JOIN sales_payment p ON p.koppontren_id = s.koppontren_id AND p.sale_id = s.id
             WHERE s.koppontren_id = p_koppontren AND s.returns_id = p_sale.id
               AND p.how = 'owed' AND p.account_id = p_difference);
END $$;

-- By which ways the money goes back: first what the card's holder still owes, then the card what it
-- paid (also what it paid of the debt since), the rest in cash. A closed wallet takes nothing: cash as
-- well. What was given up goes back to where it was booked.
DROP FUNCTION IF EXISTS sales_back_money(bigint, sales_sale, bigint, bigint);
CREATE OR REPLACE FUNCTION sales_back_money(
    p_koppontren bigint, p_sale sales_sale, p_shop shop_shop, p_total bigint, p_cash bigint,
    p_is_void boolean, OUT ways text[], OUT accounts bigint[], OUT amounts bigint[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_paid record;
    v_wallet record;
    v_owed bigint;
    v_let_go bigint := 0;
    v_card bigint := 0;
    v_qris bigint;
BEGIN
    SELECT coalesce(sum(x.amount) FILTER (WHERE x.how = 'owed'), 0)::bigint AS owed,
           coalesce(sum(x.amount) FILTER (WHERE x.how IN ('owed', 'wallet')), 0)::bigint AS card,
           coalesce(sum(x.amount) FILTER (WHERE x.how = 'qris'), 0)::bigint AS qris
      INTO v_paid
      FROM (SELECT p.how, CASE WHEN s.id = p_sale.id THEN p.amount ELSE -p.amount END AS amount
              FROM sales_sale s
              JOIN sales_payment p ON p.koppontren_id = s.koppontren_id AND p.sale_id = s.id
             WHERE s.koppontren_id = p_koppontren AND p_sale.id IN (s.id, s.returns_id)) x;
    SELECT w.account_id, w.owed_account_id, w.closed_on, a.debits - a.credits AS owes INTO v_wallet
      FROM wallet_wallet w
      LEFT JOIN ledger_account a ON a.koppontren_id = w.koppontren_id AND a.id = w.owed_account_id
     WHERE w.koppontren_id = p_koppontren AND w.id = p_sale.wallet_id;
    v_owed := greatest(least(p_total, v_paid.owed, coalesce(v_wallet.owes, 0)), 0);
    IF v_owed = 0 AND v_paid.owed > 0 THEN
        v_let_go := least(p_total, v_paid.owed, sales_let_go(p_koppontren, p_sale, p_shop.difference_id));
    END IF;
    IF v_wallet.closed_on IS NULL THEN
        v_card := greatest(least(p_total, v_paid.card) - v_owed - v_let_go, 0);
    END IF;
    v_qris := CASE WHEN p_is_void THEN v_paid.qris ELSE 0 END;
    ways := ARRAY['owed', 'wallet', 'qris', 'cash'];
    accounts := ARRAY[CASE WHEN v_let_go > 0 THEN p_shop.difference_id ELSE v_wallet.owed_account_id END,
                      v_wallet.account_id, p_shop.qris_id, p_cash];
    amounts := ARRAY[v_owed + v_let_go, v_card, v_qris,
                     p_total - v_owed - v_let_go - v_card - v_qris];
END $$;

-- What a card got back is not counted against its limits any more: of the categories that came back as
-- far as it was counted there, then of the others, so that never more is free than was counted. Returns
-- it by category. (Sales from before what was counted was kept free nothing.)
CREATE OR REPLACE FUNCTION sales_uncount(
    p_koppontren bigint, p_sale sales_sale, p_lines jsonb, p_amounts bigint[], p_back bigint
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_back record;
BEGIN
    WITH counted AS (
        SELECT (c ->> 0)::bigint AS id,
               sum(CASE WHEN s.id = p_sale.id THEN 1 ELSE -1 END * (c ->> 1)::bigint) AS amount
          FROM sales_sale s CROSS JOIN LATERAL jsonb_array_elements(s.counted) c
         WHERE s.koppontren_id = p_koppontren AND p_sale.id IN (s.id, s.returns_id)
         GROUP BY 1
    ), here AS (
        SELECT g.category_id AS id, sum(p_amounts[l.n]) AS amount
          FROM jsonb_array_elements(p_lines) WITH ORDINALITY l (l, n)
          JOIN shop_good g ON g.koppontren_id = p_koppontren AND g.id = (l.l ->> 0)::bigint
         GROUP BY 1
    ), ranked AS (
        SELECT 1 AS rank, c.id, least(c.amount, h.amount) AS amount FROM counted c JOIN here h USING (id)
        UNION ALL
        SELECT 2, c.id, c.amount - least(c.amount, coalesce(h.amount, 0))
          FROM counted c LEFT JOIN here h USING (id)
    ), placed AS (
        SELECT r.id, r.amount, sum(r.amount) OVER (ORDER BY r.rank, r.id) - r.amount AS before
          FROM ranked r
    ), back AS (
        SELECT p.id, sum(least(p.amount, p_back - p.before))::bigint AS amount
          FROM placed p WHERE p.amount > 0 AND p.before < p_back GROUP BY p.id
    )
    SELECT array_agg(b.id) AS categories, array_agg(b.amount) AS amounts,
           jsonb_agg(jsonb_build_array(b.id, b.amount) ORDER BY b.id) AS parts
      INTO v_back FROM back b;
    PERFORM wallet_give_back(p_koppontren, p_sale.wallet_id, p_sale.sold_on, v_back.categories,
        v_back.amounts);
    RETURN v_back.parts;
END $$;

-- Where the cash of a sale goes back to that was given up: out of the drawer, or where that was counted
-- since, from what was missing in the count.
CREATE OR REPLACE FUNCTION sales_void_cash(p_koppontren bigint, p_sale sales_sale, p_shop shop_shop)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE WHEN p.account_id = d.account_id AND h.closed_at IS NOT NULL THEN u.short_id
                        ELSE coalesce(p.account_id, u.over_id) END
              FROM tills_unitcash u
              LEFT JOIN sales_payment p ON p.koppontren_id = u.koppontren_id
                                       AND p.sale_id = p_sale.id AND p.how = 'cash'
              LEFT JOIN tills_drawer d ON d.koppontren_id = u.koppontren_id AND d.id = p_sale.drawer_id
              LEFT JOIN tills_shift h ON h.koppontren_id = u.koppontren_id AND h.id = p_sale.shift_id
             WHERE u.koppontren_id = p_koppontren AND u.unit_id = p_shop.unit_id);
END $$;

-- Some goods of a sale are back; the caller holds the book. What was given up is of its sale's shift.
CREATE OR REPLACE FUNCTION sales_write_back(
    p_koppontren bigint, p_by bigint, p_asked jsonb, p_is_void boolean
) RETURNS sales_sale LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_back sales_sale;
    v_sale sales_sale;
    v_shop shop_shop;
    v_lines record;
    v_money record;
    v_cash record;
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
    IF p_is_void THEN
        SELECT v_sale.drawer_id AS drawer, v_sale.shift_id AS shift,
               sales_void_cash(p_koppontren, v_sale, v_shop) AS account INTO v_cash;
    ELSE
        SELECT c.drawer, c.account, (sales_shift(p_koppontren, v_shop.unit_id, p_asked ->> 'drawer',
                   clock_timestamp())).id AS shift INTO v_cash
          FROM sales_cash(p_koppontren, v_shop.unit_id, p_asked ->> 'drawer', p_by,
                   clock_timestamp(), false) c;
    END IF;
    v_lines := sales_back_lines(p_koppontren, v_sale, p_asked -> 'lines');
    v_money := sales_back_money(p_koppontren, v_sale, v_shop, v_lines.total, v_cash.account, p_is_void);
    v_back := sales_begin(p_koppontren, p_by, v_book.time_zone, p_asked || jsonb_build_object(
        'shop', v_sale.shop_id, 'device', v_sale.device, 'cashier', p_by, 'is_offline', false,
        'member', v_sale.member_id, 'discount', 0, 'given', 0));
    v_back.returns_id := v_sale.id;
    v_back.reason := p_asked ->> 'reason';
    v_back.drawer_id := v_cash.drawer;
    v_back.shift_id := v_cash.shift;
    v_back.wallet_id := v_sale.wallet_id;
    v_back.card_id := v_sale.card_id;
    v_back.total := v_lines.total;
    v_back.cost := (SELECT sum(c) FROM unnest(v_lines.costs) c);
    v_back.counted := sales_uncount(p_koppontren, v_sale, v_lines.lines, v_lines.amounts,
        v_money.amounts[array_position(v_money.ways, 'wallet')]);
    v_back.entry_number := v_book.last_number + 1;
    INSERT INTO sales_sale SELECT v_back.*;
    PERFORM sales_post(p_koppontren, v_back.request_id, true, p_by, NULL, v_shop,
        v_money.accounts, v_money.amounts, v_lines.total, v_lines.owners, v_lines.costs);
    PERFORM sales_add_parts(p_koppontren, v_back.id, v_lines.lines, v_lines.amounts, v_lines.costs,
        v_lines.consignors, v_money.ways, v_money.accounts, v_money.amounts, '{}');
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
