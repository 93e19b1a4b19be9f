-- What the board gives is confirmed by somebody besides whoever entered it.
CREATE OR REPLACE FUNCTION sharing_refuse_own_bonus() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sharing: a second person confirms bonus %', NEW.id USING ERRCODE = '23K74';
END $$;

CREATE OR REPLACE TRIGGER confirmed_by_another BEFORE INSERT OR UPDATE OF confirmed_by_id
    ON sharing_sharerun FOR EACH ROW
    WHEN (NEW.kind = 'bonus' AND NEW.confirmed_by_id = NEW.prepared_by_id)
    EXECUTE FUNCTION sharing_refuse_own_bonus();
REVOKE ALL ON FUNCTION sharing_refuse_own_bonus() FROM PUBLIC;
