-- The live room of a session: one log, numbered without a gap, that nobody changes.

-- The person may write in the name of this pesantren: it speaks for it, and it has a place here.
CREATE FUNCTION reader_comes_as(wanted bigint, pesantren bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT reader_belongs_to(pesantren) AND EXISTS (
    SELECT FROM panels_registration r
    WHERE r.session_id = wanted AND r.pesantren_id = pesantren AND r.cancelled_at IS NULL)
$$;

-- The session runs at this moment: whoever is in its room now is there.
CREATE FUNCTION panels_is_running(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM panels_session s
    WHERE s.id = wanted AND s.announced_at IS NOT NULL AND s.cancelled_at IS NULL
      AND now() >= s.starts_at AND now() < s.ends_at)
$$;

CREATE FUNCTION panels_room_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  s panels_session;
BEGIN
  PERFORM panels_hold(NEW.session_id);
  SELECT * INTO s FROM panels_session WHERE id = NEW.session_id;
  IF s.announced_at IS NULL OR s.cancelled_at IS NOT NULL
     OR NEW.at < s.starts_at - interval '30 minutes'
     OR NEW.at > s.ends_at + interval '3 hours' AND NEW.kind <> 'kept' THEN
    RAISE EXCEPTION 'the room of session % is closed', NEW.session_id USING ERRCODE = '23S07';
  END IF;
  IF (NEW.about IS NOT NULL) <> (NEW.kind IN ('upvoted', 'withdrawn', 'hidden', 'taken_up',
       'answered', 'kept', 'called', 'poll_closed', 'chose'))
     OR NEW.about IS NOT NULL AND NOT EXISTS (
       SELECT FROM panels_roomevent e
       WHERE e.session_id = NEW.session_id AND e.number = NEW.about AND e.kind = CASE
         WHEN NEW.kind IN ('poll_closed', 'chose') THEN 'poll_opened'
         WHEN NEW.kind = 'called' THEN 'raised' ELSE 'asked' END
         AND (NEW.kind <> 'withdrawn' OR e.pesantren_id = NEW.pesantren_id)
         AND (NEW.kind <> 'upvoted' OR e.pesantren_id <> NEW.pesantren_id)) THEN
    RAISE EXCEPTION 'nothing in this room that % could speak of', NEW.kind USING ERRCODE = '23S08';
  END IF;
  IF NEW.kind IN ('upvoted', 'chose') AND EXISTS (
       SELECT FROM panels_roomevent e
       WHERE e.session_id = NEW.session_id AND e.about = NEW.about AND e.kind = NEW.kind
         AND e.pesantren_id = NEW.pesantren_id) THEN
    RAISE EXCEPTION 'one voice for each pesantren' USING ERRCODE = '23S08';
  END IF;
  NEW.number := 1 + coalesce(
    (SELECT max(e.number) FROM panels_roomevent e WHERE e.session_id = NEW.session_id), 0);
  -- Sent when the transaction commits, in the order of the numbers: the lock is held until then.
  PERFORM pg_notify('klinik_room', json_build_object(
    'slug', s.slug, 'number', NEW.number, 'kind', NEW.kind)::text);
  RETURN NEW;
END $$;
CREATE TRIGGER room_event BEFORE INSERT ON panels_roomevent
  FOR EACH ROW EXECUTE FUNCTION panels_room_event();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON panels_roomevent
  FOR EACH ROW EXECUTE FUNCTION panels_refuse_change();

-- Whoever is in the room while the session runs is marked as there.
ALTER POLICY adds ON panels_attendancemark WITH CHECK (
  reader_runs_session(session_id)
  OR source = 'code' AND reader_belongs_to(pesantren_id)
  OR source = 'heartbeat' AND panels_is_running(session_id)
     AND reader_comes_as(session_id, pesantren_id));
