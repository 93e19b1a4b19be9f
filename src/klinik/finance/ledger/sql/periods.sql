-- Closing a book through a day, and opening it again by two people. Each step is a row of
-- ledger_period_event, whose triggers hold every rule, against the owner as well; the book's
-- `closed_through` follows the rows and cannot be set by hand.

CREATE OR REPLACE FUNCTION ledger_check_period_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_book record;
    v_asked ledger_period_event;
BEGIN
    -- Under the book's lock: no posting is under way that could still land in the period.
    SELECT b.closed_through, clock_timestamp() AS at,
           (clock_timestamp() AT TIME ZONE b.time_zone)::date AS today
      INTO v_book
      FROM ledger_book b WHERE b.koppontren_id = NEW.koppontren_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: there is no book of koppontren %', NEW.koppontren_id
            USING ERRCODE = '23K01';
    END IF;
    NEW.at := v_book.at;
    NEW.before := v_book.closed_through;
    NEW.reason := btrim(NEW.reason);
    IF NEW.what IN ('reopened', 'kept') THEN
        SELECT * INTO v_asked FROM ledger_period_event
         WHERE koppontren_id = NEW.koppontren_id AND id = NEW.answers_id AND what = 'asked';
        IF NOT FOUND OR EXISTS (
            SELECT FROM ledger_period_event
             WHERE koppontren_id = NEW.koppontren_id AND answers_id = NEW.answers_id) THEN
            RAISE EXCEPTION 'ledger: nobody waits for this answer' USING ERRCODE = '23K44';
        ELSIF NEW.what = 'reopened' AND NEW.by_id = v_asked.by_id THEN
            RAISE EXCEPTION 'ledger: whoever asked for a reopening does not approve it'
                USING ERRCODE = '23K45';
        END IF;
        NEW.through := v_asked.through;
    ELSIF NEW.what NOT IN ('closed', 'asked') OR NEW.answers_id IS NOT NULL THEN
        RAISE EXCEPTION 'ledger: there is no such step of a period' USING ERRCODE = '23K47';
    END IF;
    IF NEW.what = 'closed' THEN
        IF NEW.through <= v_book.closed_through THEN
            RAISE EXCEPTION 'ledger: the books are closed through % already', v_book.closed_through
                USING ERRCODE = '23K40', DETAIL = to_char(v_book.closed_through, 'YYYY-MM-DD');
        ELSIF extract(day FROM NEW.through + 1) <> 1 OR NEW.through >= v_book.today THEN
            RAISE EXCEPTION 'ledger: % is not the last day of a month that is over', NEW.through
                USING ERRCODE = '23K41', DETAIL = to_char(NEW.through, 'YYYY-MM-DD');
        END IF;
    ELSIF NEW.what = 'asked' AND NEW.reason = '' THEN
        RAISE EXCEPTION 'ledger: a reopening needs a reason' USING ERRCODE = '23K46';
    ELSIF NEW.what = 'asked' AND EXISTS (
        SELECT FROM ledger_period_event a
         WHERE a.koppontren_id = NEW.koppontren_id AND a.what = 'asked' AND NOT EXISTS (
               SELECT FROM ledger_period_event
                WHERE koppontren_id = a.koppontren_id AND answers_id = a.id)) THEN
        RAISE EXCEPTION 'ledger: a reopening waits for its answer already' USING ERRCODE = '23K43';
    ELSIF NEW.what <> 'kept' AND (NEW.through < v_book.closed_through
        AND extract(day FROM NEW.through + 1) = 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'ledger: the books are not closed beyond %', NEW.through
            USING ERRCODE = '23K42', DETAIL = to_char(NEW.through, 'YYYY-MM-DD');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_follow_period_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE ledger_book SET closed_through = NEW.through WHERE koppontren_id = NEW.koppontren_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_check_closed_through() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.closed_through IS DISTINCT FROM (
        SELECT through FROM ledger_period_event
         WHERE koppontren_id = NEW.koppontren_id AND what IN ('closed', 'reopened')
         ORDER BY id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'ledger: a book is closed and opened by the steps of its periods alone'
            USING ERRCODE = '23K24';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER allowed BEFORE INSERT ON ledger_period_event
    FOR EACH ROW EXECUTE FUNCTION ledger_check_period_event();
CREATE OR REPLACE TRIGGER followed AFTER INSERT ON ledger_period_event
    FOR EACH ROW WHEN (NEW.what IN ('closed', 'reopened'))
    EXECUTE FUNCTION ledger_follow_period_event();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_period_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_period_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER by_steps_alone BEFORE INSERT OR UPDATE OF closed_through ON ledger_book
    FOR EACH ROW EXECUTE FUNCTION ledger_check_closed_through();

-- One step, or what the same request did before. The book is locked first, so that two who press
-- the same button at the same moment come one after the other.
CREATE OR REPLACE FUNCTION ledger_step_period(
    p_koppontren bigint, p_request uuid, p_what text, p_through date, p_by bigint,
    p_reason text, p_answers bigint
) RETURNS ledger_period_event
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_known ledger_period_event;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    SELECT * INTO v_known FROM ledger_period_event
     WHERE koppontren_id = p_koppontren AND request_id = p_request;
    IF FOUND THEN
        IF v_known.what = p_what AND v_known.reason = btrim(p_reason)
            AND v_known.through = coalesce(p_through, v_known.through)
            AND v_known.answers_id IS NOT DISTINCT FROM p_answers THEN
            RETURN v_known;
        END IF;
        RAISE EXCEPTION 'ledger: this request was used for another step of a period'
            USING ERRCODE = '23K02', DETAIL = v_known.what;
    END IF;
    INSERT INTO ledger_period_event
        (koppontren_id, request_id, what, through, at, by_id, reason, answers_id)
    VALUES (p_koppontren, p_request, p_what, coalesce(p_through, date '2000-01-01'), now(), p_by,
        p_reason, p_answers)
    RETURNING * INTO v_known;
    RETURN v_known;
END $$;

CREATE OR REPLACE FUNCTION ledger_close_period(
    p_koppontren bigint, p_request uuid, p_through date, p_by bigint
) RETURNS ledger_period_event
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM ledger_step_period(p_koppontren, p_request, 'closed', p_through, p_by, '', NULL)
$$;

-- `p_through` is the last day that stays closed.
CREATE OR REPLACE FUNCTION ledger_ask_reopening(
    p_koppontren bigint, p_request uuid, p_through date, p_by bigint, p_reason text
) RETURNS ledger_period_event
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM ledger_step_period(
        p_koppontren, p_request, 'asked', p_through, p_by, p_reason, NULL)
$$;

CREATE OR REPLACE FUNCTION ledger_answer_reopening(
    p_koppontren bigint, p_request uuid, p_asked bigint, p_by bigint, p_is_approved boolean
) RETURNS ledger_period_event
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM ledger_step_period(p_koppontren, p_request,
        CASE WHEN p_is_approved THEN 'reopened' ELSE 'kept' END, NULL, p_by, '', p_asked)
$$;

-- Wait for whoever writes in the book, and keep others out until the transaction ends: a closing
-- reads what it moves.
CREATE OR REPLACE FUNCTION ledger_hold_book(p_koppontren bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    RETURN FOUND;
END $$;

REVOKE ALL ON ledger_period_event FROM "{role}";
GRANT SELECT ON ledger_period_event TO "{role}";
REVOKE ALL ON FUNCTION ledger_check_period_event, ledger_follow_period_event,
    ledger_check_closed_through, ledger_step_period, ledger_close_period, ledger_ask_reopening,
    ledger_answer_reopening, ledger_hold_book FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_close_period, ledger_ask_reopening, ledger_answer_reopening,
    ledger_hold_book TO "{role}";
