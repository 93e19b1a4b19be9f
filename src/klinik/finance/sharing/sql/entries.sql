-- Which entry recorded the shares from one place of a run through another: it stands once for some
-- hundred shares, not beside each, so that a share is written when its month is divided, and never
-- again.

-- A part of a run that is being recorded gets one entry, of the run's own kind, and keeps it.
CREATE OR REPLACE FUNCTION sharing_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.sharing_sharerun r
                     JOIN public.ledger_entry e
                       ON e.koppontren_id = r.koppontren_id AND e.number = NEW.entry_number
                      AND e.kind = 'sharing.' || r.kind
                    WHERE r.koppontren_id = NEW.koppontren_id AND r.id = NEW.run_id
                      AND r.state = 'posting')
        OR EXISTS (SELECT FROM public.sharing_shareentry x
                    WHERE x.koppontren_id = NEW.koppontren_id AND x.run_id = NEW.run_id
                      AND x.first_place <= NEW.last_place AND x.last_place >= NEW.first_place) THEN
        RAISE EXCEPTION 'sharing: entry % does not record these shares', NEW.entry_number
            USING ERRCODE = '23K74';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER records_once BEFORE INSERT ON sharing_shareentry
    FOR EACH ROW EXECUTE FUNCTION sharing_check_entry();

REVOKE ALL ON FUNCTION sharing_check_entry() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON sharing_shareentry FROM "{role}";
