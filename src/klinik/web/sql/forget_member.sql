-- Forgetting a member who left (UU 27/2022): what names or reaches the person goes, the money rows
-- stay under the number. It runs as the owner, like erase_person, and does nothing where no second
-- person confirmed, where the books still need the person, or where something is not settled.

-- The first day on which the books need no more whose money it was: so many months as the law of today
-- says after the book year in which they left. NULL: nobody wrote that down.
CREATE OR REPLACE FUNCTION members_kept_until(p_koppontren bigint, p_left date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (make_date(extract(year FROM p_left)::int
                + (extract(month FROM p_left) >= k.fiscal_month)::int, k.fiscal_month, 1)
            + make_interval(months => (
                SELECT t.months FROM tenancy_legalterm t
                 WHERE t.kind = 'books_months'
                   AND t.from_on <= (now() AT TIME ZONE k.time_zone)::date
                 ORDER BY t.from_on DESC LIMIT 1)))::date
      FROM tenancy_koppontren k WHERE k.id = p_koppontren
$$;

CREATE OR REPLACE FUNCTION forget_member(p_koppontren bigint, p_member bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reader text := coalesce(current_setting('klinik.reader', true), '');
  v_koppontren text := coalesce(current_setting('klinik.koppontren', true), '');
  v_member members_member;
  v_called text;
  v_words text[];
  v_accounts bigint[];
  v_numbers text[];
BEGIN
  PERFORM set_config('klinik.erasing', 'on', true), set_config('klinik.reader', '0', true),
          set_config('klinik.koppontren', p_koppontren::text, true);
  SELECT * INTO v_member FROM members_member
   WHERE koppontren_id = p_koppontren AND id = p_member FOR UPDATE;
  PERFORM FROM savings_forgetting f
    WHERE f.koppontren_id = p_koppontren AND f.member_id = p_member AND f.taken_back_at IS NULL
      AND f.done_at IS NULL AND f.confirmed_by_id <> f.asked_by_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'member % is forgotten by two people', p_member USING ERRCODE = '23K79';
  ELSIF v_member.left_on IS NULL
     OR (SELECT members_kept_until(p_koppontren, v_member.left_on)
                <= (now() AT TIME ZONE k.time_zone)::date
           FROM tenancy_koppontren k WHERE k.id = p_koppontren) IS NOT TRUE THEN
    RAISE EXCEPTION 'the books still need member %', p_member USING ERRCODE = '23K79';
  END IF;
  SELECT coalesce(array_agg(s.account_id), '{}'), coalesce(array_agg(s.number::text), '{}')
    INTO v_accounts, v_numbers
    FROM savings_savingsaccount s
   WHERE s.koppontren_id = p_koppontren AND s.member_id = p_member;
  IF EXISTS (SELECT FROM ledger_account a
              WHERE a.koppontren_id = p_koppontren AND a.id = ANY (v_accounts)
                AND (NOT a.closed OR a.debits <> a.credits))
     OR EXISTS (SELECT FROM ledger_draft d
                 WHERE d.koppontren_id = p_koppontren AND d.decision = ''
                   AND d.accounts && v_accounts)
     OR EXISTS (SELECT FROM collecting_refused r
                 WHERE r.koppontren_id = p_koppontren AND r.account = ANY (v_numbers)
                   AND r.settled_at IS NULL) THEN
    RAISE EXCEPTION 'something of member % is not settled', p_member USING ERRCODE = '23K80';
  END IF;
  v_called := 'Anggota ' || v_member.number;
  -- What they are called and reached by today, and what they ever were.
  SELECT coalesce(array_agg(DISTINCT lower(w.word)), '{}') INTO v_words
    FROM (SELECT name, phone, guardian_name, guardian_phone, address, former_number
            FROM members_memberevent WHERE koppontren_id = p_koppontren AND pgh_obj_id = p_member
           UNION ALL
          SELECT v_member.name, v_member.phone, v_member.guardian_name, v_member.guardian_phone,
                 v_member.address, v_member.former_number) m,
         unnest(ARRAY[m.name, m.phone, '+' || m.phone, m.guardian_name, m.guardian_phone,
                      '+' || m.guardian_phone, m.address, m.former_number]) AS w(word)
   WHERE trim(w.word, '+') <> '';

  UPDATE members_member SET name = v_called, phone = '', address = '', former_number = '',
         birth_date = NULL, nik_sealed = '', nik_hash = '', nik_tail = '', guardian_name = '',
         guardian_relation = '', guardian_phone = '', photo = '', card_code = DEFAULT,
         card_made_at = NULL
   WHERE koppontren_id = p_koppontren AND id = p_member;
  UPDATE members_memberconsent SET given_by = v_called
   WHERE koppontren_id = p_koppontren AND member_id = p_member;
  UPDATE members_membertie SET called = v_called, phone = '', person_id = NULL, tied_at = NULL,
         ended_at = coalesce(ended_at, now())
   WHERE koppontren_id = p_koppontren AND member_id = p_member;
  DELETE FROM counter_place WHERE koppontren_id = p_koppontren AND member_id = p_member;

  UPDATE savings_departure SET heir = CASE WHEN is_death THEN 'Ahli waris ' || v_called ELSE '' END,
         heir_document = CASE WHEN is_death THEN '–' ELSE '' END, heir_paper = ''
   WHERE koppontren_id = p_koppontren AND member_id = p_member;
  UPDATE savings_planneddeparture SET heir = '', heir_document = '', heir_paper = ''
   WHERE koppontren_id = p_koppontren AND member_id = p_member;
  UPDATE savings_savingsaccount SET blocked = '', purpose = CASE WHEN purpose <> '' THEN '–' ELSE '' END
   WHERE koppontren_id = p_koppontren AND member_id = p_member;
  UPDATE savings_savingsevent e SET reason = '–' FROM savings_savingsaccount s
   WHERE s.koppontren_id = p_koppontren AND s.member_id = p_member
     AND e.koppontren_id = s.koppontren_id AND e.savings_id = s.id
     AND e.what IN ('blocked', 'released');
  UPDATE collecting_refused SET why = '–', how = CASE WHEN how <> '' THEN '–' ELSE '' END
   WHERE koppontren_id = p_koppontren AND account = ANY (v_numbers);

  -- What members' tables and the news of this cooperative's people say of them.
  -- Tables that were saved, and, after a month, those whose saving never ended or never began.
  UPDATE core_import SET rows = '[]',
         outcome = CASE WHEN outcome ? 'counts' THEN jsonb_build_object('counts', outcome -> 'counts') END
   WHERE kind = 'members ' || p_koppontren
     AND (finished_at IS NOT NULL OR sent_at < now() - interval '30 days');
  UPDATE people_notification n SET about = erased_from(n.about, 0, v_words, v_called)
   WHERE n.person_id IN (SELECT user_id FROM tenancy_membership WHERE koppontren_id = p_koppontren)
     AND n.about <> erased_from(n.about, 0, v_words, v_called);

  -- The history, last: the changes above have left events of their own.
  UPDATE members_memberevent SET name = v_called, phone = '', address = '', former_number = '',
         birth_date = NULL, nik_tail = '', guardian_name = '', guardian_relation = '',
         guardian_phone = '', photo = ''
   WHERE koppontren_id = p_koppontren AND pgh_obj_id = p_member;
  UPDATE members_memberconsentevent SET given_by = v_called
   WHERE koppontren_id = p_koppontren AND member_id = p_member;

  UPDATE savings_forgetting SET done_at = now()
   WHERE koppontren_id = p_koppontren AND member_id = p_member
     AND taken_back_at IS NULL AND done_at IS NULL;
  PERFORM set_config('klinik.erasing', '', true), set_config('klinik.reader', v_reader, true),
          set_config('klinik.koppontren', v_koppontren, true);
END $$;

REVOKE ALL ON FUNCTION members_kept_until(bigint, date), forget_member(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION members_kept_until(bigint, date), forget_member(bigint, bigint) TO "{role}";
