-- What is a reader's own (`klinik.reader`) in the tenant of this transaction: members whom an account
-- is tied to. PostgreSQL alone says so: a policy of each table asks `members_own` where `klinik.own`
-- is on (decision 0055), so no page and no operation can show another's row.

-- The rows are ties alone: what a tie rests on is kept in it by triggers, so that this function asks no
-- table whose policy asks it.
CREATE OR REPLACE FUNCTION members_own() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(t.member_id), '{}')
      FROM members_membertie t
      JOIN tenancy_koppontren k ON k.id = t.koppontren_id
     WHERE t.koppontren_id = current_setting('klinik.koppontren')::bigint
       AND t.person_id = current_setting('klinik.reader')::bigint
       AND t.ended_at IS NULL
       AND (t.until IS NULL OR (now() AT TIME ZONE k.time_zone)::date < t.until)
$$;

-- The day on which a child is 18: of 29 February, 1 March (as `rules.of_age_on`).
CREATE OR REPLACE FUNCTION members_of_age_on(p_birth_date date) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (p_birth_date - 1 + interval '18 years')::date + 1
$$;

-- A person sees somebody as their own: asked for the menu, whoever the page reads as.
CREATE OR REPLACE FUNCTION members_sees_own(p_person bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_reader text := coalesce(current_setting('klinik.reader', true), '');
    v_found boolean;
BEGIN
    PERFORM set_config('klinik.reader', p_person::text, true);
    SELECT EXISTS (SELECT FROM members_membertie t
                    WHERE t.person_id = p_person AND t.ended_at IS NULL) INTO v_found;
    PERFORM set_config('klinik.reader', v_reader, true);
    RETURN v_found;
END $$;

-- A tie is made for a member who is here, a guardian's for a guarded child; it is taken once within
-- its days, and ended once. Nothing else of it changes, and an ended one does not come back.
CREATE OR REPLACE FUNCTION members_tie_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('klinik.erasing', true) = 'on' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT CASE NEW.capacity WHEN 'guardian' THEN members_of_age_on(m.birth_date) END
          INTO NEW.until
          FROM members_member m
         WHERE m.koppontren_id = NEW.koppontren_id AND m.id = NEW.member_id
           AND m.standing IN ('candidate', 'full')
           AND (NEW.capacity = 'self'
                OR members_is_minor(m.koppontren_id, m.birth_date) AND EXISTS (
                    SELECT FROM members_memberconsent c
                     WHERE c.koppontren_id = m.koppontren_id AND c.member_id = m.id
                       AND c.purpose = 'data' AND c.relation <> 'self'
                       AND c.withdrawn_on IS NULL));
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nobody sees member % as %', NEW.member_id, NEW.capacity
                USING ERRCODE = '23514', CONSTRAINT = 'tie_of_who_is_here';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NOT NULL
        OR (OLD.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id)
        OR (NEW.person_id IS DISTINCT FROM OLD.person_id AND OLD.expires_at <= now())
        OR (NEW.until IS DISTINCT FROM OLD.until AND pg_trigger_depth() = 1)
        OR (NEW.koppontren_id, NEW.member_id, NEW.number, NEW.capacity, NEW.called, NEW.phone,
            NEW.made_by_id, NEW.made_at, NEW.expires_at)
           IS DISTINCT FROM
           (OLD.koppontren_id, OLD.member_id, OLD.number, OLD.capacity, OLD.called, OLD.phone,
            OLD.made_by_id, OLD.made_at, OLD.expires_at) THEN
        RAISE EXCEPTION 'tie % is as it was made, taken once and ended once', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'tie_is_final';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER tie_is_final BEFORE INSERT OR UPDATE ON members_membertie
    FOR EACH ROW EXECUTE FUNCTION members_tie_is_final();

REVOKE DELETE, TRUNCATE ON members_membertie FROM "{role}";

-- Whoever left or died is seen by nobody any more; another guardian needs a link of their own, and a
-- birthday that was put right says anew how long a guardian sees the child.
CREATE OR REPLACE FUNCTION members_end_ties() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM set_config('klinik.reader',
                       coalesce(nullif(current_setting('klinik.reader', true), ''), '0'), true);
    UPDATE members_membertie SET ended_at = now()
     WHERE koppontren_id = NEW.koppontren_id AND member_id = NEW.id AND ended_at IS NULL
       AND (NEW.standing NOT IN ('candidate', 'full')
            OR capacity = 'guardian'
               AND (NEW.guardian_name <> OLD.guardian_name OR NEW.birth_date IS NULL));
    UPDATE members_membertie SET until = members_of_age_on(NEW.birth_date)
     WHERE koppontren_id = NEW.koppontren_id AND member_id = NEW.id AND ended_at IS NULL
       AND capacity = 'guardian';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER end_ties AFTER UPDATE OF standing, guardian_name, birth_date ON members_member
    FOR EACH ROW WHEN (NEW.standing NOT IN ('candidate', 'full')
                       OR NEW.guardian_name <> OLD.guardian_name
                       OR NEW.birth_date IS DISTINCT FROM OLD.birth_date)
    EXECUTE FUNCTION members_end_ties();
