-- Tables that an import filled within a minute look empty to PostgreSQL until it counts them by itself,
-- and the first pages of a counter would be planned for empty ones. Only the owner may count them.
CREATE OR REPLACE FUNCTION savings_look_over() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE public.members_member, public.savings_savingsaccount, public.ledger_account,
        public.ledger_account_month, public.ledger_entry, public.ledger_line;
END $$;

REVOKE ALL ON FUNCTION savings_look_over() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION savings_look_over() TO "{role}";
