-- A child is a member with a guardian who agreed (UU 27/2022, art. 25): Python says it in a sentence,
-- these triggers keep it. A child is who is not yet 18 where the cooperative is.

CREATE OR REPLACE FUNCTION members_is_minor(p_koppontren bigint, p_birth_date date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    -- Years, months and days one after the other: an interval takes every month for thirty days, so
    -- that 17 years, 11 months and 30 days would be 18 years.
    SELECT p_birth_date IS NOT NULL
       AND (extract(year FROM d.today) - 18, extract(month FROM d.today), extract(day FROM d.today))
         < (extract(year FROM p_birth_date), extract(month FROM p_birth_date),
            extract(day FROM p_birth_date))
      FROM tenancy_koppontren k
     CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE k.time_zone)::date AS today) d
     WHERE k.id = p_koppontren
$$;

CREATE OR REPLACE FUNCTION members_minor_has_guardian() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF members_is_minor(NEW.koppontren_id, NEW.birth_date)
        AND (NEW.guardian_name = '' OR NOT EXISTS (
            SELECT FROM members_memberconsent c
             WHERE c.koppontren_id = NEW.koppontren_id AND c.member_id = NEW.id
               AND c.purpose = 'data' AND c.relation <> 'self' AND c.withdrawn_on IS NULL)) THEN
        RAISE EXCEPTION 'member % is not yet 18 and no guardian agreed', NEW.number
            USING ERRCODE = '23514', CONSTRAINT = 'member_minor_has_guardian';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER minor_has_guardian
    BEFORE INSERT OR UPDATE OF standing, birth_date, guardian_name ON members_member
    FOR EACH ROW WHEN (NEW.standing = 'full' AND NEW.birth_date IS NOT NULL)
    EXECUTE FUNCTION members_minor_has_guardian();

-- What a child's membership rests on stays as long as the child is here; what a child said alone
-- carries nothing, and ends when a guardian agrees.
CREATE OR REPLACE FUNCTION members_consent_is_needed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM members_member m
                WHERE m.koppontren_id = OLD.koppontren_id AND m.id = OLD.member_id
                  AND m.standing IN ('candidate', 'full')
                  AND members_is_minor(m.koppontren_id, m.birth_date)) THEN
        RAISE EXCEPTION 'consent % is what a child''s membership rests on', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'member_minor_has_guardian';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER consent_is_needed
    BEFORE UPDATE ON members_memberconsent
    FOR EACH ROW WHEN (OLD.purpose = 'data' AND OLD.relation <> 'self' AND OLD.withdrawn_on IS NULL
                       AND (NEW.withdrawn_on IS NOT NULL OR NEW.purpose <> 'data' OR NEW.relation = 'self'))
    EXECUTE FUNCTION members_consent_is_needed();

-- A consent is taken back, never rubbed out.
REVOKE DELETE, TRUNCATE ON members_memberconsent FROM "{role}";
