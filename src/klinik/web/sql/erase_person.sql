-- Erasing a person (UU 27/2022): what names or reaches them goes, what they did stays under a
-- number. The books are not touched: they hold numbers, never names.
--
-- It runs as the owner. Walled tables let him in through policies of their own, made for this
-- function alone (`klinik.erasing`, which it sets for its own time); the application's role has none of
-- them, whatever it sets. It does nothing for a person who did not ask two weeks ago.

-- The same content with every text that equals one of `words`, and every mark of the person (an object
-- with a name beside the number: `Called`), replaced. The mark of somebody else stays, whatever name.
CREATE OR REPLACE FUNCTION erased_from(content jsonb, person bigint, words text[], called text)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  CASE jsonb_typeof(content)
    WHEN 'string' THEN
      RETURN CASE WHEN lower(content #>> '{}') = ANY (words) THEN to_jsonb(called) ELSE content END;
    WHEN 'array' THEN
      RETURN (SELECT coalesce(jsonb_agg(erased_from(e.value, person, words, called) ORDER BY e.n), '[]')
                FROM jsonb_array_elements(content) WITH ORDINALITY AS e(value, n));
    WHEN 'object' THEN
      IF content ?& ARRAY['person', 'called'] THEN
        RETURN CASE WHEN content ->> 'person' = person::text THEN to_jsonb(called) ELSE content END;
      END IF;
      RETURN (SELECT coalesce(jsonb_object_agg(e.key, erased_from(e.value, person, words, called)), '{}')
                FROM jsonb_each(content) e);
    ELSE RETURN content;
  END CASE;
END $$;

-- The person is the last who gives roles in some place: it would be left without a key, today or on
-- the last day of whoever else has one.
CREATE OR REPLACE FUNCTION is_last_to_invite(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH running AS (
    SELECT m.user_id, m.koppontren_id, m.role, m.ended_on IS NULL AS stays,
           m.office_id IS NOT NULL AND o.region_id IS NULL AS here
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
                WHERE other.user_id <> person AND other.stays AND other.role IN ('board', 'manager')
                  AND other.koppontren_id = mine.koppontren_id))
         OR (mine.role IN ('secretariat', 'administrator') AND mine.here AND NOT EXISTS (
               SELECT FROM running other
                WHERE other.user_id <> person AND other.stays AND other.here
                  AND other.role IN ('secretariat', 'administrator')))))
$$;

CREATE OR REPLACE FUNCTION erase_person(p_person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reader text := coalesce(current_setting('klinik.reader', true), '');
  v_koppontren text := coalesce(current_setting('klinik.koppontren', true), '');
  v_user people_user;
  v_called text := 'Orang yang dihapus ' || p_person;
  v_name text;
  v_reached text[];  -- addresses that count as theirs at the places where they are or were
  v_typed text[];  -- everything that they say of themselves: it counts in what is theirs alone
  v_koppontren_ids bigint[];
  v_pesantren_ids bigint[];
  v_partner_ids bigint[];
  v_office_ids bigint[];
  v_invitations bigint[];
  v_near bigint[];
BEGIN
  PERFORM set_config('klinik.erasing', 'on', true), set_config('klinik.reader', '0', true),
          set_config('klinik.koppontren', '0', true);
  SELECT * INTO v_user FROM people_user WHERE id = p_person FOR UPDATE;
  -- Whoever takes it back at this moment waits, or is waited for: it is one of the two.
  PERFORM FROM people_erasure e WHERE e.person_id = p_person AND e.due_at <= now()
     AND e.taken_back_at IS NULL AND e.done_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
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
  -- A name and a number are what the person typed, and may be those of somebody else too. So they are
  -- looked for at the places where the person has or had a role, never in everybody's rows.
  v_name := lower(v_user.name);
  v_reached := array_remove(ARRAY[
    CASE WHEN v_user.is_email_confirmed THEN lower(nullif(v_user.email, '')) END,
    nullif(v_user.phone, ''), '+' || nullif(v_user.phone, '')], NULL);
  v_typed := array_remove(v_reached || v_name || lower(nullif(v_user.email, '')), NULL);
  v_koppontren_ids := ARRAY(
    SELECT koppontren_id FROM tenancy_membership WHERE user_id = p_person AND koppontren_id IS NOT NULL);
  v_partner_ids := ARRAY(
    SELECT partner_id FROM tenancy_membership WHERE user_id = p_person AND partner_id IS NOT NULL);
  v_office_ids := ARRAY(
    SELECT office_id FROM tenancy_membership WHERE user_id = p_person AND office_id IS NOT NULL);
  v_pesantren_ids := ARRAY(
    SELECT pesantren_id FROM tenancy_membership WHERE user_id = p_person AND pesantren_id IS NOT NULL
    UNION SELECT pesantren_id FROM tenancy_koppontren WHERE id = ANY (v_koppontren_ids));
  v_pesantren_ids := v_pesantren_ids || ARRAY(  -- and those that became one with them, in the history
    SELECT gone FROM directory_merger WHERE kept_id = ANY (v_pesantren_ids));
  -- Invitations that were theirs: taken up by them, or sent to a mailbox that is theirs. A number alone
  -- proves nothing: what still waits for it is left to whoever has it, what is over is not.
  v_invitations := ARRAY(
    SELECT id FROM tenancy_invitation
     WHERE accepted_by_id = p_person OR lower(email) = ANY (v_reached)
        OR (phone = ANY (v_reached) AND accepted_at IS NULL
            AND (withdrawn_at IS NOT NULL OR expires_at < now())
            AND (koppontren_id = ANY (v_koppontren_ids) OR pesantren_id = ANY (v_pesantren_ids)
                 OR partner_id = ANY (v_partner_ids) OR office_id = ANY (v_office_ids)))
    UNION SELECT pgh_obj_id FROM tenancy_invitationevent
     WHERE accepted_by_id = p_person OR lower(email) = ANY (v_reached));
  -- Who was told their name: whoever shares a place with them, or invited them.
  v_near := ARRAY(
    SELECT user_id FROM tenancy_membership
     WHERE koppontren_id = ANY (v_koppontren_ids) OR pesantren_id = ANY (v_pesantren_ids)
        OR partner_id = ANY (v_partner_ids) OR office_id = ANY (v_office_ids)
    UNION SELECT invited_by_id FROM tenancy_invitation WHERE id = ANY (v_invitations));

  -- Ways in.
  UPDATE tenancy_membership SET ended_on = (now() AT TIME ZONE '{zone}')::date - 1
   WHERE user_id = p_person
     AND (ended_on IS NULL OR ended_on >= (now() AT TIME ZONE '{zone}')::date);
  UPDATE tenancy_apitoken SET name = '–', hint = '',
         digest = encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex'),
         revoked_at = coalesce(revoked_at, now()), revoked_by_id = coalesce(revoked_by_id, p_person)
   WHERE user_id = p_person;
  DELETE FROM tenancy_pin WHERE person_id = p_person;
  UPDATE members_membertie SET called = v_called, phone = '', ended_at = coalesce(ended_at, now())
   WHERE person_id = p_person;
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
     AND (lower(a.username) = ANY (v_typed) OR a.attempt_time < now() - interval '1 day');
  DELETE FROM axes_accessattempt
   WHERE lower(username) = ANY (v_typed) OR attempt_time < now() - interval '1 day';
  DELETE FROM axes_accesslog
   WHERE lower(username) = ANY (v_typed) OR attempt_time < now() - interval '1 day';
  DELETE FROM axes_accessfailurelog
   WHERE lower(username) = ANY (v_typed) OR attempt_time < now() - interval '1 day';

  -- Where others were told of them, invited them, or wrote them down.
  UPDATE people_notification n SET about = e.about FROM (
    SELECT id, erased_from(about, p_person, CASE WHEN person_id = ANY (v_near) THEN ARRAY[v_name]
                                                 ELSE '{}' END, v_called) AS about
      FROM people_notification) e
   WHERE e.id = n.id AND e.about <> n.about;
  UPDATE tenancy_proposal SET content = erased_from(content, p_person, v_typed, v_called)
   WHERE proposed_by_id = p_person;
  UPDATE directory_factcheck SET facts = erased_from(facts, p_person, v_reached, '')
   WHERE pesantren_id = ANY (v_pesantren_ids) AND facts <> erased_from(facts, p_person, v_reached, '');
  UPDATE directory_merger SET facts = erased_from(facts, p_person, v_reached, '')
   WHERE kept_id = ANY (v_pesantren_ids) AND facts <> erased_from(facts, p_person, v_reached, '');
  UPDATE tenancy_invitation SET name = v_called, email = '', phone = '',
         withdrawn_at = CASE WHEN accepted_at IS NULL
                             THEN coalesce(withdrawn_at, now() - interval '1 hour') END
   WHERE id = ANY (v_invitations);
  UPDATE directory_contactperson SET name = v_called, phone = ''
   WHERE pesantren_id = ANY (v_pesantren_ids) AND (phone = ANY (v_reached) OR lower(name) = v_name);
  UPDATE directory_pesantren SET phone = ''
   WHERE id = ANY (v_pesantren_ids) AND phone = ANY (v_reached);
  UPDATE directory_pesantren SET email = ''
   WHERE id = ANY (v_pesantren_ids) AND lower(email) = ANY (v_reached);
  UPDATE directory_partner SET contact = ''
   WHERE id = ANY (v_partner_ids) AND lower(contact) = ANY (v_reached);
  UPDATE tenancy_koppontren SET phone = ''
   WHERE id = ANY (v_koppontren_ids) AND phone = ANY (v_reached);

  -- The history, last: the changes above have left events of their own.
  UPDATE tenancy_invitationevent SET name = v_called, email = '', phone = ''
   WHERE pgh_obj_id = ANY (v_invitations);
  UPDATE directory_contactpersonevent SET name = v_called, phone = ''
   WHERE pgh_obj_id = ANY (v_pesantren_ids) AND (phone = ANY (v_reached) OR lower(name) = v_name);
  UPDATE directory_pesantrenevent SET phone = ''
   WHERE pgh_obj_id = ANY (v_pesantren_ids) AND phone = ANY (v_reached);
  UPDATE directory_pesantrenevent SET email = ''
   WHERE pgh_obj_id = ANY (v_pesantren_ids) AND lower(email) = ANY (v_reached);
  UPDATE directory_partnerevent SET contact = ''
   WHERE pgh_obj_id = ANY (v_partner_ids) AND lower(contact) = ANY (v_reached);
  UPDATE tenancy_koppontrenevent SET phone = ''
   WHERE pgh_obj_id = ANY (v_koppontren_ids) AND phone = ANY (v_reached);

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
