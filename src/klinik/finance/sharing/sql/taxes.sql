-- The tax of a month that was divided stays what it was. Months are noted without whose they are,
-- because a tax rule is for all and the rows of a tenant are for nobody else.

-- A run is confirmed with the figures that hold on its month's last day, and the month is noted. The
-- note comes first: it waits for a rule that is being added, and the look after it sees that rule.
CREATE OR REPLACE FUNCTION sharing_note_taxed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO sharing_taxedmonth (month) VALUES (NEW.month) ON CONFLICT DO NOTHING;
    IF (SELECT (r.free_through, r.points) FROM sharing_taxrule r WHERE r.id = NEW.tax_rule_id)
        IS DISTINCT FROM
       (SELECT (r.free_through, r.points) FROM sharing_taxrule r
         WHERE r.from_on < NEW.month + interval '1 month'
         ORDER BY r.from_on DESC, r.id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'sharing: run % was divided with another tax rule', NEW.id
            USING ERRCODE = '23K74';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER noted_as_taxed AFTER UPDATE OF state ON sharing_sharerun
    FOR EACH ROW WHEN (OLD.state = 'prepared' AND NEW.state = 'posting')
    EXECUTE FUNCTION sharing_note_taxed();

-- A rule that is added takes the days from its own on to the next rule's. Of a month that was
-- divided it leaves the figures as they are; months that are being noted are waited for.
CREATE OR REPLACE FUNCTION sharing_check_tax_rule() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'sharing: tax rules are only added' USING ERRCODE = '23K77';
    END IF;
    LOCK TABLE sharing_taxedmonth IN SHARE MODE;
    IF EXISTS (SELECT FROM sharing_taxedmonth m
                CROSS JOIN LATERAL (
                      SELECT r.from_on, r.free_through, r.points FROM sharing_taxrule r
                       WHERE r.from_on < m.month + interval '1 month'
                       ORDER BY r.from_on DESC, r.id DESC LIMIT 1) held
                WHERE NEW.from_on < m.month + interval '1 month'
                  AND NEW.from_on >= held.from_on
                  AND (NEW.free_through, NEW.points) <> (held.free_through, held.points)) THEN
        RAISE EXCEPTION 'sharing: a month was divided with other figures' USING ERRCODE = '23K77';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER leaves_divided_months BEFORE INSERT OR UPDATE OR DELETE ON sharing_taxrule
    FOR EACH ROW EXECUTE FUNCTION sharing_check_tax_rule();

REVOKE ALL ON FUNCTION sharing_note_taxed(), sharing_check_tax_rule() FROM PUBLIC;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON sharing_taxedmonth FROM "{role}";
