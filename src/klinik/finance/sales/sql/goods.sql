-- What leaves a shop: which prices hold, what goods cost, whose account the cost is of.
-- Functions that ask a table are in PL/pgSQL, which keeps their plans: SQL would plan each call anew.
DROP FUNCTION IF EXISTS sales_take_good(bigint, bigint, bigint);

-- Which prices a good has for somebody who takes so much of it: the till says which it was.
CREATE OR REPLACE FUNCTION sales_is_price(
    p_good shop_good, p_quantity bigint, p_price bigint, p_is_member boolean
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- First what needs no table.
    IF p_price = p_good.price
        OR p_is_member AND p_price = p_good.member_price
        OR p_quantity >= p_good.wholesale_from AND p_price = p_good.wholesale_price THEN
        RETURN true;
    END IF;
    RETURN EXISTS (SELECT FROM shop_barcode b
                    WHERE b.koppontren_id = p_good.koppontren_id AND b.good_id = p_good.id
                      AND p_price = shop_nearest(b.price::numeric * 1000, b.quantity)
                      AND p_quantity % b.quantity = 0);
END $$;

-- All goods of a sale leave: what they come to, what they cost, and whose account the cost is of. A
-- good that stands in it twice costs, the second time, what the first left of it.
DROP FUNCTION IF EXISTS sales_take_goods(bigint, shop_shop, jsonb, boolean, boolean);
CREATE OR REPLACE FUNCTION sales_take_goods(
    p_koppontren bigint, p_shop shop_shop, p_lines jsonb, p_is_member boolean, p_offline boolean,
    OUT amounts bigint[], OUT costs bigint[], OUT owners bigint[], OUT consignors bigint[],
    OUT gross bigint, OUT off bigint, OUT worries jsonb[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_line record;
    v_good shop_good;
    v_whole bigint;
    v_cost bigint;
    v_goods bigint[] := '{}';  -- each once, with all that leaves of it
    v_quantities bigint[] := '{}';
    v_values bigint[] := '{}';
    v_at int;
BEGIN
    gross := 0;
    off := 0;
    worries := '{}';
    FOR v_line IN
        SELECT (l ->> 0)::bigint AS good, (l ->> 1)::bigint AS quantity, (l ->> 2)::bigint AS price,
               (l ->> 3)::bigint AS discount, g.found
          FROM jsonb_array_elements(p_lines) WITH ORDINALITY e (l, n)
          LEFT JOIN LATERAL (SELECT s AS found FROM shop_good s
                              WHERE s.koppontren_id = p_koppontren AND s.id = (l ->> 0)::bigint
                                AND s.shop_id = p_shop.id
                             OFFSET 0) g ON true  -- one by one: a shop has thousands
         ORDER BY n
    LOOP
        v_good := v_line.found;
        IF v_good.id IS NULL OR v_good.ended_at IS NOT NULL AND NOT p_offline THEN
            RAISE EXCEPTION 'sales: good % is not sold here', v_line.good
                USING ERRCODE = '23V03', DETAIL = v_line.good;
        ELSIF v_good.ended_at IS NOT NULL THEN
            worries := worries || jsonb_build_array('good', v_good.id, 0);
        END IF;
        IF NOT sales_is_price(v_good, v_line.quantity, v_line.price, p_is_member) THEN
            IF NOT p_offline THEN
                RAISE EXCEPTION 'sales: good % has another price', v_line.good
                    USING ERRCODE = '23V04', DETAIL = v_line.good || '|' || v_good.price;
            END IF;
            worries := worries || jsonb_build_array('price', v_good.id,
                round(v_line.quantity * (v_line.price - v_good.price) / 1000.0));
        END IF;
        v_at := array_position(v_goods, v_good.id);
        IF v_at IS NULL THEN
            v_goods := v_goods || v_good.id;
            v_quantities := v_quantities || 0::bigint;
            v_values := v_values || 0::bigint;
            v_at := cardinality(v_goods);
        END IF;
        v_good.quantity := v_good.quantity - v_quantities[v_at];
        IF v_good.quantity < v_line.quantity THEN
            worries := worries || jsonb_build_array('stock', v_good.id,
                least(v_line.quantity, v_line.quantity - v_good.quantity));
        END IF;
        v_whole := round(v_line.quantity::numeric * v_line.price / 1000);
        amounts := amounts || (v_whole - v_line.discount);
        -- A consignor is owed for it; everything else costs what shop_cost says.
        IF v_good.consignor_id IS NULL THEN
            v_cost := shop_cost(v_good.quantity, v_good.value - v_values[v_at], v_good.last_cost,
                v_line.quantity);
            owners := owners || p_shop.stock_id;
            v_values[v_at] := v_values[v_at] + v_cost;
        ELSE
            v_cost := shop_nearest(v_line.quantity::numeric * v_good.consign_price, 1000);
            owners := owners || (SELECT c.account_id FROM shop_consignor c
                WHERE c.koppontren_id = p_koppontren AND c.id = v_good.consignor_id);
        END IF;
        v_quantities[v_at] := v_quantities[v_at] + v_line.quantity;
        costs := costs || v_cost;
        consignors := consignors || v_good.consignor_id;
        gross := gross + v_whole;
        off := off + v_line.discount;
    END LOOP;
    UPDATE shop_good
       SET quantity = quantity - v_quantities[array_position(v_goods, id)],
           value = CASE WHEN consignor_id IS NULL
                        THEN value - v_values[array_position(v_goods, id)] ELSE 0 END
     WHERE koppontren_id = p_koppontren AND id = ANY (v_goods);
END $$;
