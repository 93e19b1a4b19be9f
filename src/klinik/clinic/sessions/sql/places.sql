-- Places are given one after another: whoever registers, or gives a place back, waits here until
-- the one before is through. The lock ends with the transaction.
CREATE FUNCTION panels_hold(session bigint) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public AS $$
  SELECT pg_advisory_xact_lock('panels_session'::regclass::oid::int, session::int)
$$;

CREATE FUNCTION panels_give_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  s panels_session;
BEGIN
  PERFORM panels_hold(NEW.session_id);
  SELECT * INTO s FROM panels_session WHERE id = NEW.session_id;
  IF s.announced_at IS NULL OR s.cancelled_at IS NOT NULL OR NEW.registered_at >= s.ends_at THEN
    RAISE EXCEPTION 'session % takes no registrations', NEW.session_id USING ERRCODE = '23S01';
  END IF;
  IF NEW.cancelled_at IS NOT NULL THEN
    RAISE EXCEPTION 'a registration begins standing' USING ERRCODE = '23S02';
  END IF;
  NEW.place := 1 + coalesce(
    (SELECT max(r.place) FROM panels_registration r WHERE r.session_id = NEW.session_id), 0);
  RETURN NEW;
END $$;
CREATE TRIGGER give_place BEFORE INSERT ON panels_registration
  FOR EACH ROW EXECUTE FUNCTION panels_give_place();

-- A place is given back once; nothing else of it changes. Of two records of one pesantren that
-- become one, the earlier place stands.
CREATE FUNCTION panels_keep_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  other panels_registration;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a registration is given back, never deleted' USING ERRCODE = '23S02';
  END IF;
  IF directory_is_merging() THEN
    SELECT * INTO other FROM panels_registration r
    WHERE r.session_id = NEW.session_id AND r.pesantren_id = NEW.pesantren_id
      AND r.id <> NEW.id AND r.cancelled_at IS NULL;
    IF FOUND AND NEW.cancelled_at IS NULL THEN
      IF other.place < NEW.place THEN
        NEW.cancelled_at := now();
      ELSE
        UPDATE panels_registration SET cancelled_at = now() WHERE id = other.id;
      END IF;
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.cancelled_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['cancelled_at', 'cancelled_by_id']
        <> to_jsonb(OLD) - ARRAY['cancelled_at', 'cancelled_by_id'] THEN
    RAISE EXCEPTION 'a registration is given back once and changes in nothing else'
      USING ERRCODE = '23S02';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_place BEFORE UPDATE OR DELETE ON panels_registration
  FOR EACH ROW EXECUTE FUNCTION panels_keep_place();

-- Nobody who has a seat loses it by a smaller room.
CREATE FUNCTION panels_keep_seats() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM panels_hold(NEW.id);
  IF (SELECT least(count(*), OLD.capacity) FROM panels_registration r
      WHERE r.session_id = NEW.id AND r.cancelled_at IS NULL) > NEW.capacity THEN
    RAISE EXCEPTION 'session % has given more seats than that', NEW.id USING ERRCODE = '23S03';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_seats BEFORE UPDATE OF capacity ON panels_session
  FOR EACH ROW WHEN (NEW.capacity IS DISTINCT FROM OLD.capacity)
  EXECUTE FUNCTION panels_keep_seats();

CREATE FUNCTION panels_session_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a session is called off, never deleted' USING ERRCODE = '23S02';
  END IF;
  IF OLD.announced_at IS NOT NULL AND NEW.announced_at IS DISTINCT FROM OLD.announced_at
     OR OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at THEN
    RAISE EXCEPTION 'what was announced or called off stays so' USING ERRCODE = '23S02';
  END IF;
  IF NEW.present <> OLD.present AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'those present are counted, not written' USING ERRCODE = '23S02';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER session_stays BEFORE UPDATE OR DELETE ON panels_session
  FOR EACH ROW EXECUTE FUNCTION panels_session_stays();
