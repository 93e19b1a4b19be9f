-- What may come next in a room's log (room.sql has its table and the rest). The moderator hides a line
-- of the chat as they hide a question, and shows again what is hidden, also long afterwards.
CREATE OR REPLACE FUNCTION panels_room_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  s panels_session;
BEGIN
  PERFORM panels_hold(NEW.session_id);
  SELECT * INTO s FROM panels_session WHERE id = NEW.session_id;
  IF s.announced_at IS NULL OR s.cancelled_at IS NOT NULL
     OR NEW.at < s.starts_at - interval '30 minutes'
     OR NEW.at > s.ends_at + interval '3 hours' AND NEW.kind NOT IN ('kept', 'hidden', 'shown') THEN
    RAISE EXCEPTION 'the room of session % is closed', NEW.session_id USING ERRCODE = '23S07';
  END IF;
  IF (NEW.about IS NOT NULL) <> (NEW.kind IN ('upvoted', 'withdrawn', 'hidden', 'shown',
       'taken_up', 'answered', 'kept', 'called', 'poll_closed', 'chose'))
     OR NEW.about IS NOT NULL AND NOT EXISTS (
       SELECT FROM panels_roomevent e
       WHERE e.session_id = NEW.session_id AND e.number = NEW.about
         AND (e.kind = 'said' AND NEW.kind IN ('hidden', 'shown') OR e.kind = CASE
         WHEN NEW.kind IN ('poll_closed', 'chose') THEN 'poll_opened'
         WHEN NEW.kind = 'called' THEN 'raised' ELSE 'asked' END)
         AND (NEW.kind <> 'withdrawn' OR e.pesantren_id = NEW.pesantren_id)
         AND (NEW.kind <> 'upvoted' OR e.pesantren_id <> NEW.pesantren_id)) THEN
    RAISE EXCEPTION 'nothing in this room that % could speak of', NEW.kind USING ERRCODE = '23S08';
  END IF;
  IF NEW.kind = 'hidden' AND coalesce(btrim(NEW.payload->>'reason'), '') = '' THEN
    RAISE EXCEPTION 'hidden without a reason' USING ERRCODE = '23S08';
  END IF;
  IF NEW.kind = 'shown' AND 'hidden' IS DISTINCT FROM (
       SELECT e.kind FROM panels_roomevent e
       WHERE e.session_id = NEW.session_id AND e.about = NEW.about AND e.kind IN ('hidden', 'shown')
       ORDER BY e.number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'shown again, but not hidden' USING ERRCODE = '23S08';
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
