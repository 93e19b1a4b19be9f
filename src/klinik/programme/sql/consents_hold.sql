-- A consent is a given word: it may be taken back once, and never be rewritten or made to vanish.
CREATE FUNCTION consent_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a consent is never deleted' USING ERRCODE = '23K40';
  END IF;
  IF OLD.withdrawn_at IS NOT NULL
     OR (OLD.koppontren_id, OLD.number, OLD.indicator_id, OLD.starts_on, OLD.ends_on,
         OLD.given_at, OLD.given_by_id)
        IS DISTINCT FROM
        (NEW.koppontren_id, NEW.number, NEW.indicator_id, NEW.starts_on, NEW.ends_on,
         NEW.given_at, NEW.given_by_id) THEN
    RAISE EXCEPTION 'a consent can only be withdrawn, once' USING ERRCODE = '23K41';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consent_holds BEFORE UPDATE OR DELETE ON programme_consent
  FOR EACH ROW EXECUTE FUNCTION consent_holds();

CREATE FUNCTION shared_figure_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was shared stays on record' USING ERRCODE = '23K42';
END $$;
CREATE TRIGGER shared_figure_holds BEFORE UPDATE OR DELETE ON programme_sharedfigure
  FOR EACH ROW EXECUTE FUNCTION shared_figure_holds();
