-- Erasing a person (UU 27/2022): what names or reaches them goes, what they did stays under a
-- number. The books are not touched: they hold numbers, never names.
--
-- It runs as the owner. Walled tables let him in through policies of their own, made for this
-- function alone (`klinik.erasing`, which it sets for its own time); the application's role has none of
-- them, whatever it sets. It does nothing for a person who did not ask two weeks ago.

-- The same content with every text that equals one of `words`, and everybody marked as `person`,
-- replaced.
CREATE OR REPLACE FUNCTION erased_from(content jsonb, person bigint, words text[], called text)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public AS $$
BEGIN
  CASE jsonb_typeof(content)
    WHEN 'string' THEN
      RETURN CASE WHEN lower(content #>> '{}') = ANY (words) THEN to_jsonb(called) ELSE content END;
    WHEN 'array' THEN
      RETURN (SELECT coalesce(jsonb_agg(erased_from(e.value, person, words, called) ORDER BY e.n), '[]')
                FROM jsonb_array_elements(content) WITH ORDINALITY AS e(value, n));
    WHEN 'object' THEN
      IF content ->> 'person' = person::text THEN
        RETURN to_jsonb(called);
      END IF;
      RETURN (SELECT coalesce(jsonb_object_agg(e.key, erased_from(e.value, person, words, called)), '{}')
                FROM jsonb_each(content) e);
    ELSE RETURN content;
  END CASE;
END $$;

-- The person is the last who gives roles in some place: it would be left without a key.
CREATE OR REPLACE FUNCTION is_last_to_invite(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  WITH running AS (
    SELECT m.user_id, m.koppontren_id, m.role, m.office_id IS NOT NULL AND o.region_id IS NULL AS here
      FROM tenancy_membership m
      LEFT JOIN tenancy_office o ON o.id = m.office_id
      JOIN people_user u ON u.id = m.user_id AND u.is_active
     WHERE m.started_on <= (now() AT TIME ZONE '{zone}')::date
       AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date))
  SELECT EXISTS (
    SELECT FROM running mine
     WHERE mine.user_id = person
       AND ((mine.role IN ('board', 'manager') AND NOT EXISTS (
               SELECT FROM running other
                WHERE other.user_id <> person AND other.role IN ('board', 'manager')
                  AND other.koppontren_id = mine.koppontren_id))
         OR (mine.role IN ('secretariat', 'administrator') AND mine.here AND NOT EXISTS (
               SELECT FROM running other
                WHERE other.user_id <> person AND other.here
                  AND other.role IN ('secretariat', 'administrator')))))
$$;

CREATE OR REPLACE FUNCTION erase_person(p_person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
  v_reader text := coalesce(current_setting('klinik.reader', true), '');
  v_koppontren text := coalesce(current_setting('klinik.koppontren', true), '');
  v_user people_user;
  v_called text := 'Orang yang dihapus ' || p_person;
  v_words text[];
  v_invitations bigint[];
  v_contacts bigint[];
BEGIN
  PERFORM set_config('klinik.erasing', 'on', true), set_config('klinik.reader', '0', true),
          set_config('klinik.koppontren', '0', true);
  SELECT * INTO v_user FROM people_user WHERE id = p_person FOR UPDATE;
  IF NOT EXISTS (SELECT FROM people_erasure e WHERE e.person_id = p_person AND e.due_at <= now()
                   AND e.taken_back_at IS NULL AND e.done_at IS NULL) THEN
    RAISE EXCEPTION 'person % did not ask to be erased two weeks ago', p_person
      USING ERRCODE = '23P01';
  END IF;
  -- Two who leave at once: the second of them waits here, and then finds the first one gone.
  PERFORM FROM tenancy_koppontren k WHERE k.id IN (
    SELECT m.koppontren_id FROM tenancy_membership m WHERE m.user_id = p_person) ORDER BY k.id FOR UPDATE;
  PERFORM FROM tenancy_office o WHERE o.region_id IS NULL ORDER BY o.id FOR UPDATE;
  IF is_last_to_invite(p_person) THEN
    RAISE EXCEPTION 'person % is the last who gives roles in a place', p_person
      USING ERRCODE = '23P02';
  END IF;
  v_words := array_remove(ARRAY[lower(v_user.name), lower(nullif(v_user.email, '')),
                                nullif(v_user.phone, ''), '+' || nullif(v_user.phone, '')], NULL);

  -- Ways in.
  UPDATE tenancy_membership SET ended_on = (now() AT TIME ZONE '{zone}')::date - 1
   WHERE user_id = p_person
     AND (ended_on IS NULL OR ended_on >= (now() AT TIME ZONE '{zone}')::date);
  UPDATE tenancy_apitoken SET name = '–', hint = '',
         digest = encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex'),
         revoked_at = coalesce(revoked_at, now()), revoked_by_id = coalesce(revoked_by_id, p_person)
   WHERE user_id = p_person;
  DELETE FROM tenancy_pin WHERE person_id = p_person;
  DELETE FROM mfa_authenticator WHERE user_id = p_person;
  DELETE FROM account_emailconfirmation WHERE email_address_id IN (
    SELECT id FROM account_emailaddress WHERE user_id = p_person);
  DELETE FROM account_emailaddress WHERE user_id = p_person;
  DELETE FROM people_session WHERE user_id = p_person;
  DELETE FROM people_attempts WHERE split_part(about, ' ', 2) = p_person::text;

  -- What was kept for them alone.
  DELETE FROM people_notification WHERE person_id = p_person;
  DELETE FROM people_preference WHERE person_id = p_person;
  DELETE FROM people_owncopy WHERE person_id = p_person;
  DELETE FROM core_import WHERE owner_id = p_person;
  DELETE FROM core_job WHERE owner_id = p_person;
  DELETE FROM procrastinate_jobs
   WHERE p_person::text IN (args ->> 'person', args ->> 'owner') AND status <> 'doing';

  -- Wrong passwords: theirs, and everybody's of more than a day ago, for old addresses stand there.
  DELETE FROM axes_accessattemptexpiration x USING axes_accessattempt a
   WHERE x.access_attempt_id = a.id
     AND (lower(a.username) = ANY (v_words) OR a.attempt_time < now() - interval '1 day');
  DELETE FROM axes_accessattempt
   WHERE lower(username) = ANY (v_words) OR attempt_time < now() - interval '1 day';
  DELETE FROM axes_accesslog
   WHERE lower(username) = ANY (v_words) OR attempt_time < now() - interval '1 day';
  DELETE FROM axes_accessfailurelog
   WHERE lower(username) = ANY (v_words) OR attempt_time < now() - interval '1 day';

  -- Where others were told of them, invited them, or wrote them down.
  UPDATE people_notification SET about = erased_from(about, p_person, v_words, v_called)
   WHERE about <> erased_from(about, p_person, v_words, v_called);
  UPDATE tenancy_proposal SET content = erased_from(content, p_person, v_words, v_called)
   WHERE content <> erased_from(content, p_person, v_words, v_called);
  UPDATE directory_factcheck SET facts = erased_from(facts, p_person, v_words, '')
   WHERE facts <> erased_from(facts, p_person, v_words, '');
  UPDATE directory_merger SET facts = erased_from(facts, p_person, v_words, '')
   WHERE facts <> erased_from(facts, p_person, v_words, '');
  v_invitations := ARRAY(SELECT id FROM tenancy_invitation
    WHERE accepted_by_id = p_person OR lower(email) = ANY (v_words) OR phone = ANY (v_words)
    UNION SELECT pgh_obj_id FROM tenancy_invitationevent
    WHERE accepted_by_id = p_person OR lower(email) = ANY (v_words) OR phone = ANY (v_words));
  UPDATE tenancy_invitation SET name = v_called, email = '', phone = '',
         withdrawn_at = CASE WHEN accepted_at IS NULL
                             THEN coalesce(withdrawn_at, now() - interval '1 hour') END
   WHERE id = ANY (v_invitations);
  v_contacts := ARRAY(
    SELECT c.pesantren_id FROM directory_contactperson c
     WHERE c.phone = ANY (v_words) OR (lower(c.name) = lower(v_user.name) AND EXISTS (
       SELECT FROM tenancy_membership m LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
        WHERE m.user_id = p_person AND c.pesantren_id IN (m.pesantren_id, k.pesantren_id))));
  UPDATE directory_contactperson SET name = v_called, phone = ''
   WHERE pesantren_id = ANY (v_contacts);
  UPDATE directory_pesantren SET phone = '' WHERE phone = ANY (v_words);
  UPDATE directory_pesantren SET email = '' WHERE lower(email) = ANY (v_words);
  UPDATE directory_partner SET contact = '' WHERE lower(contact) = ANY (v_words);
  UPDATE tenancy_koppontren SET phone = '' WHERE phone = ANY (v_words);

  -- The history, last: the changes above have left events of their own.
  UPDATE tenancy_invitationevent SET name = v_called, email = '', phone = ''
   WHERE pgh_obj_id = ANY (v_invitations);
  UPDATE directory_contactpersonevent SET name = v_called, phone = ''
   WHERE phone = ANY (v_words)
      OR (pgh_obj_id = ANY (v_contacts) AND lower(name) = lower(v_user.name));
  UPDATE directory_pesantrenevent SET phone = '' WHERE phone = ANY (v_words);
  UPDATE directory_pesantrenevent SET email = '' WHERE lower(email) = ANY (v_words);
  UPDATE directory_partnerevent SET contact = '' WHERE lower(contact) = ANY (v_words);
  UPDATE tenancy_koppontrenevent SET phone = '' WHERE phone = ANY (v_words);

  UPDATE people_user SET name = v_called, email = '', phone = '', password = '!',
         is_email_confirmed = false, is_active = false, is_staff = false, is_superuser = false,
         language = DEFAULT, last_login = NULL, erased_at = now()
   WHERE id = p_person;
  UPDATE people_erasure SET done_at = now()
   WHERE person_id = p_person AND taken_back_at IS NULL AND done_at IS NULL;
  PERFORM set_config('klinik.erasing', '', true), set_config('klinik.reader', v_reader, true),
          set_config('klinik.koppontren', v_koppontren, true);
END $$;

REVOKE ALL ON FUNCTION erase_person(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_person(bigint) TO "{role}";
