-- How a sale is paid: the card and its limits, the drawer, and the entry of the books.

-- A card that was shown, with the wallet behind it.
DROP TYPE IF EXISTS sales_card CASCADE;
CREATE TYPE sales_card AS (
    card bigint, wallet bigint, account bigint, member bigint, is_good boolean, has_pin boolean);

-- In which shift of a shop's till something was sold: the one that held it then; where a clock says a
-- time without any, the one that is open now.
CREATE OR REPLACE FUNCTION sales_shift(
    p_koppontren bigint, p_unit bigint, p_code text, p_at timestamptz
) RETURNS tills_shift LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_shift tills_shift;
BEGIN
    SELECT s.* INTO v_shift
      FROM ledger_account a
      JOIN tills_drawer d ON d.koppontren_id = a.koppontren_id AND d.account_id = a.id
      JOIN tills_shift s ON s.koppontren_id = d.koppontren_id AND s.drawer_id = d.id
     CROSS JOIN LATERAL (SELECT s.opened_at <= p_at
                            AND (s.closed_at > p_at) IS NOT FALSE AS is_held) h
     WHERE a.koppontren_id = p_koppontren AND a.code = p_code AND a.unit_id = p_unit
       AND d.kind = 'shop' AND (h.is_held OR s.closed_at IS NULL)
     ORDER BY h.is_held DESC, s.id DESC
     LIMIT 1;
    RETURN v_shift;
END $$;

-- Where the cash of a sale lies: the drawer of its shift. One that was counted since has this cash
-- among what was found over, so that account gives it.
CREATE OR REPLACE FUNCTION sales_cash(
    p_koppontren bigint, p_unit bigint, p_code text, p_cashier bigint, p_at timestamptz,
    p_offline boolean, OUT drawer bigint, OUT account bigint, OUT is_late boolean
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_shift tills_shift := sales_shift(p_koppontren, p_unit, p_code, p_at);
BEGIN
    SELECT d.id, a.id INTO drawer, account
      FROM ledger_account a
      JOIN tills_drawer d ON d.koppontren_id = a.koppontren_id AND d.account_id = a.id
     WHERE a.koppontren_id = p_koppontren AND a.code = p_code AND a.unit_id = p_unit
       AND d.kind = 'shop';
    is_late := v_shift.id IS NULL OR v_shift.closed_at IS NOT NULL;
    IF drawer IS NULL OR NOT p_offline
        AND (is_late OR v_shift.teller_id IS DISTINCT FROM p_cashier) THEN
        RAISE EXCEPTION 'sales: drawer % is not open for %', p_code, p_cashier
            USING ERRCODE = '23V07';
    ELSIF is_late THEN
        SELECT u.over_id INTO account FROM tills_unitcash u
         WHERE u.koppontren_id = p_koppontren AND u.unit_id = p_unit;
    END IF;
END $$;

-- What a card pays of a sale: by category of goods, those that no limit knows first.
DROP FUNCTION IF EXISTS sales_by_category(bigint, jsonb, bigint, bigint);
CREATE OR REPLACE FUNCTION sales_by_category(
    p_koppontren bigint, p_lines jsonb, p_paid bigint,
    OUT categories bigint[], OUT amounts bigint[]
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    WITH sold AS (
        SELECT g.category_id AS id, c.is_exempt,
               sum(round((l ->> 1)::numeric * (l ->> 2)::numeric / 1000) - (l ->> 3)::bigint)::bigint
                   AS amount
          FROM jsonb_array_elements(p_lines) l
          JOIN shop_good g ON g.koppontren_id = p_koppontren AND g.id = (l ->> 0)::bigint
          JOIN wallet_category c ON c.koppontren_id = p_koppontren AND c.id = g.category_id
         GROUP BY 1, 2
    ), before AS (
        SELECT s.*, sum(s.amount) OVER (ORDER BY s.is_exempt DESC, s.id) - s.amount AS earlier
          FROM sold s WHERE s.amount > 0
    ), paid AS (
        -- A discount on the whole is off what no limit knows last: the limits see no more than was paid.
        SELECT b.id, least(b.amount, p_paid - b.earlier) AS amount FROM before b
         WHERE b.earlier < p_paid
    )
    SELECT array_agg(p.id ORDER BY p.id), array_agg(p.amount ORDER BY p.id)
      INTO categories, amounts FROM paid p;
END $$;

-- What of a card's part the wallet itself pays, and of which categories that was counted. The rest is
-- owed by its holder; online there is none.
CREATE OR REPLACE FUNCTION sales_of_wallet(
    p_koppontren bigint, p_sale jsonb, p_card sales_card, p_on date, p_part bigint,
    OUT paid bigint, OUT counted jsonb
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_offline boolean := (p_sale ->> 'is_offline')::boolean;
    v_of record;
BEGIN
    paid := 0;
    IF p_card.is_good THEN
        v_of := sales_by_category(p_koppontren, p_sale -> 'lines', p_part);
        v_of := wallet_allow_parts(p_koppontren, p_card.wallet, p_on, v_of.categories, v_of.amounts,
            NOT v_offline, CASE WHEN v_offline THEN p_sale ->> 'device' END);
        paid := v_of.paid;
        counted := (SELECT jsonb_agg(jsonb_build_array(u.category, u.part))
                      FROM unnest(v_of.categories, v_of.parts) u (category, part));
    END IF;
END $$;

-- Where the money of a sale goes: for each way of paying the account and how much.
CREATE OR REPLACE FUNCTION sales_take_money(
    p_koppontren bigint, p_shop shop_shop, p_sale jsonb, p_card sales_card, p_at timestamptz,
    p_on date,
    OUT ways text[], OUT accounts bigint[], OUT amounts bigint[], OUT drawer bigint,
    OUT counted jsonb, OUT worries jsonb[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_part record;
    v_cash record;
    v_paid bigint;
BEGIN
    worries := '{}';
    FOR v_part IN SELECT p ->> 0 AS how, (p ->> 1)::bigint AS amount
                    FROM jsonb_array_elements(p_sale -> 'payments') p
    LOOP
        v_paid := v_part.amount;
        IF v_part.how = 'cash' THEN
            v_cash := sales_cash(p_koppontren, p_shop.unit_id, p_sale ->> 'drawer',
                (p_sale ->> 'cashier')::bigint, p_at, (p_sale ->> 'is_offline')::boolean);
            drawer := v_cash.drawer;
            accounts := accounts || v_cash.account;
            IF v_cash.is_late THEN
                worries := worries || jsonb_build_array('shift', NULL, v_part.amount);
            END IF;
        ELSIF v_part.how = 'qris' THEN
            accounts := accounts || p_shop.qris_id;
        ELSIF v_part.how = 'wallet' AND p_card.wallet IS NOT NULL THEN
            SELECT w.paid, w.counted INTO v_paid, counted
              FROM sales_of_wallet(p_koppontren, p_sale, p_card, p_on, v_part.amount) w;
            accounts := accounts || p_card.account;
        ELSE
            RAISE EXCEPTION 'sales: nothing is paid by %', v_part.how USING ERRCODE = '23V02';
        END IF;
        ways := ways || v_part.how;
        amounts := amounts || v_paid;
        IF v_paid < v_part.amount THEN
            ways := ways || 'owed'::text;
            accounts := accounts || wallet_owed(p_koppontren, p_card.wallet);
            amounts := amounts || (v_part.amount - v_paid);
            worries := worries || jsonb_build_array(
                CASE WHEN p_card.is_good THEN 'owed' ELSE 'card' END, NULL, v_part.amount - v_paid);
        END IF;
    END LOOP;
END $$;

-- The card that was shown, if it was one. Online it has to be good, and its PIN known where it has one.
CREATE OR REPLACE FUNCTION sales_card_of(p_koppontren bigint, p_sale jsonb)
RETURNS sales_card LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_card sales_card;
    v_offline boolean := (p_sale ->> 'is_offline')::boolean;
BEGIN
    IF p_sale ->> 'card' IS NULL THEN
        RETURN v_card;
    END IF;
    SELECT c.id, w.id, w.account_id, w.member_id,
           c.blocked_at IS NULL AND c.ended_at IS NULL AND w.closed_on IS NULL, w.pin_hash <> ''
      INTO v_card
      FROM wallet_card c
      JOIN wallet_wallet w ON w.koppontren_id = c.koppontren_id AND w.id = c.wallet_id
     WHERE c.koppontren_id = p_koppontren AND c.code = p_sale ->> 'card';
    IF v_card.card IS NULL OR NOT v_card.is_good AND NOT v_offline THEN
        RAISE EXCEPTION 'sales: this card is not good' USING ERRCODE = '23V06';
    ELSIF v_card.has_pin AND NOT v_offline AND (p_sale ->> 'is_pin_known')::boolean IS NOT TRUE THEN
        RAISE EXCEPTION 'sales: this card has a PIN' USING ERRCODE = '23V10';
    END IF;
    RETURN v_card;
END $$;

-- The entry of a sale: money in, goods out, and behind them the legs between units, where what is paid
-- lies in another unit than the shop. What comes back is the same with its sides changed.
CREATE OR REPLACE FUNCTION sales_post(
    p_koppontren bigint, p_request uuid, p_is_back boolean, p_by bigint, p_value_on date,
    p_shop shop_shop, p_accounts bigint[], p_amounts bigint[], p_total bigint,
    p_owners bigint[], p_costs bigint[]
) RETURNS ledger_entry LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_legs record;
BEGIN
    WITH paid AS (
        SELECT u.account, u.amount, u.n FROM unnest(p_accounts, p_amounts)
               WITH ORDINALITY u (account, amount, n) WHERE u.amount > 0
    ), goods AS (
        SELECT u.owner, sum(u.cost)::bigint AS cost FROM unnest(p_owners, p_costs) u (owner, cost)
         GROUP BY u.owner HAVING sum(u.cost) > 0
    ), elsewhere AS (
        SELECT a.unit_id, sum(p.amount)::bigint AS amount FROM paid p
          JOIN ledger_account a ON a.koppontren_id = p_koppontren AND a.id = p.account
         WHERE a.unit_id <> p_shop.unit_id GROUP BY a.unit_id
    ), legs AS (
        SELECT 1 AS part, p.n, p.account, p.amount AS debit, 0::bigint AS credit FROM paid p
        UNION ALL SELECT 2, 0, p_shop.cost_id, sum(g.cost)::bigint, 0 FROM goods g HAVING sum(g.cost) > 0
        UNION ALL SELECT 3, 0, p_shop.income_id, 0, p_total
        UNION ALL SELECT 4, g.owner, g.owner, 0, g.cost FROM goods g
        UNION ALL SELECT 5, e.unit_id, b.id, CASE WHEN b.unit_id = e.unit_id THEN 0 ELSE e.amount END,
                         CASE WHEN b.unit_id = e.unit_id THEN e.amount ELSE 0 END
                    FROM elsewhere e
                    JOIN ledger_account b ON b.koppontren_id = p_koppontren
                     AND (b.unit_id, b.other_unit_id)
                         IN ((e.unit_id, p_shop.unit_id), (p_shop.unit_id, e.unit_id))
    )
    SELECT array_agg(l.account ORDER BY l.part, l.n, l.debit) AS accounts,
           array_agg(l.debit ORDER BY l.part, l.n, l.debit) AS debits,
           array_agg(l.credit ORDER BY l.part, l.n, l.debit) AS credits
      INTO v_legs FROM legs l;
    IF p_is_back THEN
        RETURN ledger_post(p_koppontren, p_request, 'shop.return', NULL, p_by,
            v_legs.accounts, v_legs.credits, v_legs.debits, NULL, NULL, p_value_on);
    END IF;
    RETURN ledger_post(p_koppontren, p_request, 'shop.sale', NULL, p_by,
        v_legs.accounts, v_legs.debits, v_legs.credits, NULL, NULL, p_value_on);
END $$;
