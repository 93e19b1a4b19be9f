-- What of a shop is a reader's own: sales that a wallet of theirs paid, their lines, and the goods that
-- were bought. Asked by the policies (decision 0055), so each table answers by its own policy in turn.
-- As functions, because a subquery in a policy is made ready by every statement, also a cashier's.

CREATE OR REPLACE FUNCTION sales_own_wallet(p_koppontren bigint, p_wallet bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM wallet_wallet w
                    WHERE w.koppontren_id = p_koppontren AND w.id = p_wallet);
END $$;

CREATE OR REPLACE FUNCTION sales_own_sale(p_koppontren bigint, p_sale bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sales_sale s
                    WHERE s.koppontren_id = p_koppontren AND s.id = p_sale);
END $$;

CREATE OR REPLACE FUNCTION sales_own_good(p_koppontren bigint, p_good bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sales_saleline l
                    WHERE l.koppontren_id = p_koppontren AND l.good_id = p_good);
END $$;

REVOKE ALL ON FUNCTION sales_own_wallet, sales_own_sale, sales_own_good FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sales_own_wallet, sales_own_sale, sales_own_good TO "{role}";
