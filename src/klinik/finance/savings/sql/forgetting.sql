-- A request to forget a member goes one way: asked, then taken back, or confirmed and done, which
-- forget_member says.
CREATE OR REPLACE FUNCTION savings_check_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF num_nonnulls(NEW.taken_back_by_id, NEW.taken_back_at, NEW.confirmed_by_id, NEW.done_at) > 0 THEN
            RAISE EXCEPTION 'savings: member % is forgotten after somebody asked', NEW.member_id
                USING ERRCODE = '23K79';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.taken_back_at IS NULL AND OLD.done_at IS NULL
        AND to_jsonb(NEW) - ARRAY['taken_back_by_id', 'taken_back_at', 'confirmed_by_id', 'done_at']
            = to_jsonb(OLD) - ARRAY['taken_back_by_id', 'taken_back_at', 'confirmed_by_id', 'done_at']
        AND (NEW.done_at IS NULL OR current_user = (
            SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'savings: request % to forget a member stays as it was', OLD.id
        USING ERRCODE = '23K79';
END $$;

CREATE OR REPLACE TRIGGER goes_one_way BEFORE INSERT OR UPDATE ON savings_forgetting
    FOR EACH ROW EXECUTE FUNCTION savings_check_forgetting();
REVOKE ALL ON FUNCTION savings_check_forgetting() FROM PUBLIC;
REVOKE DELETE, TRUNCATE ON savings_forgetting FROM "{role}";
