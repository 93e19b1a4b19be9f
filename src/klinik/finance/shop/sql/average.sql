-- Stock at a moving average, as `rules.py` reckons it too. Quantities are thousandths of a unit.

-- part / of in whole rupiah, halves upwards; neither is below zero.
CREATE OR REPLACE FUNCTION shop_nearest(p_part numeric, p_of numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT div(2 * p_part + p_of, 2 * p_of)::bigint
$$;

-- What `p_out` thousandths are worth as they leave: the average, and of what is not there the last
-- cost.
CREATE OR REPLACE FUNCTION shop_cost(
    p_quantity bigint, p_value bigint, p_last_cost bigint, p_out bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_quantity >= p_out AND p_out > 0
                THEN div(2 * p_value::numeric * p_out + p_quantity, 2 * p_quantity::numeric)::bigint
                WHEN p_quantity > 0 THEN p_value
                ELSE 0 END
         + CASE WHEN p_quantity >= p_out THEN 0
                ELSE div(2 * p_last_cost::numeric * (p_out - greatest(p_quantity, 0)) + 1000,
                         2000)::bigint END
$$;

-- Of goods that come in for `p_cost` rupiah, what belongs to cost of sales: those that were sold
-- before they were there cost other than was assumed.
CREATE OR REPLACE FUNCTION shop_hole_cost(
    p_quantity bigint, p_value bigint, p_arriving bigint, p_cost bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_quantity >= 0 THEN 0
                ELSE shop_nearest(p_cost::numeric * least(-p_quantity, p_arriving), p_arriving)
                   - shop_nearest(-p_value::numeric * least(-p_quantity, p_arriving), -p_quantity)
           END
$$;
