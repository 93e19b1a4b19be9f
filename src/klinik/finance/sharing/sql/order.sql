-- Months are shared one after the other: what an earlier one brought would stand in day sums by which
-- a later one was divided already, and nobody could reckon that one after.
CREATE OR REPLACE FUNCTION sharing_check_order() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM sharing_sharerun r
                WHERE r.koppontren_id = NEW.koppontren_id AND r.pool_id = NEW.pool_id
                  AND r.kind = NEW.kind AND r.month > NEW.month AND r.state NOT IN ('prepared', 'undone')) THEN
        RAISE EXCEPTION 'sharing: a month after % is shared', NEW.month USING ERRCODE = '23K91';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER one_after_the_other BEFORE INSERT ON sharing_sharerun
    FOR EACH ROW EXECUTE FUNCTION sharing_check_order();
CREATE OR REPLACE TRIGGER confirmed_in_order BEFORE UPDATE OF state ON sharing_sharerun
    FOR EACH ROW WHEN (OLD.state = 'prepared' AND NEW.state = 'posting')
    EXECUTE FUNCTION sharing_check_order();
REVOKE ALL ON FUNCTION sharing_check_order() FROM PUBLIC;
