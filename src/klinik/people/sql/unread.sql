-- How many notifications wait for a person: the bell of every page, whoever the page reads as.
CREATE FUNCTION unread_notifications(person bigint) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  reader text := coalesce(current_setting('klinik.reader', true), '');
  unread integer;
BEGIN
  PERFORM set_config('klinik.reader', person::text, true);
  SELECT count(*) INTO unread
    FROM people_notification n WHERE n.person_id = person AND n.read_at IS NULL;
  PERFORM set_config('klinik.reader', reader, true);
  RETURN unread;
END $$;
