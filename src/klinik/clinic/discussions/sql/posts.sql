-- What stands of a topic and its posts, whoever writes: the rules of commands.py once more.

CREATE FUNCTION discussions_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was discussed is hidden, not deleted' USING ERRCODE = '23D01';
END $$;
CREATE TRIGGER not_deleted BEFORE DELETE ON discussions_topic
  FOR EACH ROW EXECUTE FUNCTION discussions_refuse_delete();
CREATE TRIGGER not_deleted BEFORE DELETE ON discussions_post
  FOR EACH ROW EXECUTE FUNCTION discussions_refuse_delete();
CREATE TRIGGER not_deleted BEFORE DELETE ON discussions_ruling
  FOR EACH ROW EXECUTE FUNCTION discussions_refuse_delete();

-- A new topic has no posts yet, and is opened to the public by nobody but the secretariat.
CREATE FUNCTION discussions_begin_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.is_public OR NEW.locked_at IS NOT NULL OR NEW.hidden_at IS NOT NULL
     OR NEW.last_number + NEW.replies + NEW.answers > 0 THEN
    RAISE EXCEPTION 'a topic begins without posts and rulings' USING ERRCODE = '23D02';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_topic BEFORE INSERT ON discussions_topic
  FOR EACH ROW EXECUTE FUNCTION discussions_begin_topic();

-- Depth 1 is an UPDATE that somebody sent; deeper is the one that a post started (below).
CREATE FUNCTION discussions_guard_topic() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - '{is_public,locked_at,aspect_id}'::text[]
     <> to_jsonb(OLD) - '{is_public,locked_at,aspect_id}'::text[] OR NOT reader_coordinates() THEN
    RAISE EXCEPTION 'a topic changes by its posts and by rulings' USING ERRCODE = '23D03';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_topic BEFORE UPDATE ON discussions_topic
  FOR EACH ROW EXECUTE FUNCTION discussions_guard_topic();

-- Each post of a topic has the next number; a locked topic takes none.
CREATE FUNCTION discussions_begin_post() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_topic discussions_topic;
BEGIN
  SELECT * INTO v_topic FROM discussions_topic t WHERE t.id = NEW.topic_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_topic.locked_at IS NOT NULL THEN
    RAISE EXCEPTION 'this topic takes no posts' USING ERRCODE = '23D04';
  END IF;
  IF NEW.number <> v_topic.last_number + 1 OR num_nonnulls(NEW.edited_at, NEW.accepted_at, NEW.hidden_at) > 0
     OR (NEW.number = 1 AND NEW.author_id <> v_topic.author_id) THEN
    RAISE EXCEPTION 'a post begins with the next number, neither accepted nor hidden' USING ERRCODE = '23D02';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_post BEFORE INSERT ON discussions_post
  FOR EACH ROW EXECUTE FUNCTION discussions_begin_post();

-- Words are their author's while the topic is open; accepting is for whoever asked, the office of the aspect
-- and the secretariat; hiding for the secretariat.
CREATE FUNCTION discussions_guard_post() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reader bigint := current_setting('klinik.reader')::bigint;
  v_topic discussions_topic;
BEGIN
  SELECT * INTO v_topic FROM discussions_topic t WHERE t.id = OLD.topic_id;
  IF to_jsonb(NEW) - '{body,edited_at,accepted_at,accepted_by_id,hidden_at}'::text[]
     <> to_jsonb(OLD) - '{body,edited_at,accepted_at,accepted_by_id,hidden_at}'::text[]
     OR (NEW.body, NEW.edited_at) IS DISTINCT FROM (OLD.body, OLD.edited_at)
        AND (v_reader <> OLD.author_id OR v_topic.locked_at IS NOT NULL)
     OR (NEW.accepted_at, NEW.accepted_by_id) IS DISTINCT FROM (OLD.accepted_at, OLD.accepted_by_id)
        AND NOT (v_reader = v_topic.author_id OR reader_answers_for(v_topic.aspect_id) OR reader_coordinates())
     OR NEW.hidden_at IS DISTINCT FROM OLD.hidden_at AND NOT reader_coordinates() THEN
    RAISE EXCEPTION 'this is not this reader''s to change' USING ERRCODE = '23D05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_post BEFORE UPDATE ON discussions_post
  FOR EACH ROW EXECUTE FUNCTION discussions_guard_post();

-- The topic counts what everybody sees, and is hidden with the post that opens it.
CREATE FUNCTION discussions_follow_post() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_seen integer := (NEW.hidden_at IS NULL AND NEW.number > 1)::integer;
  v_saw integer := CASE WHEN TG_OP = 'UPDATE' THEN (OLD.hidden_at IS NULL AND OLD.number > 1)::integer ELSE 0 END;
  v_answer integer := v_seen * (NEW.accepted_at IS NOT NULL)::integer;
  v_answered integer := CASE WHEN TG_OP = 'UPDATE' THEN v_saw * (OLD.accepted_at IS NOT NULL)::integer ELSE 0 END;
BEGIN
  UPDATE discussions_topic t SET
    last_number = greatest(t.last_number, NEW.number),
    replies = t.replies + v_seen - v_saw,
    answers = t.answers + v_answer - v_answered,
    hidden_at = CASE WHEN NEW.number = 1 THEN NEW.hidden_at ELSE t.hidden_at END,
    last_at = CASE WHEN TG_OP = 'INSERT' THEN greatest(t.last_at, NEW.at) ELSE t.last_at END
  WHERE t.id = NEW.topic_id AND (TG_OP = 'INSERT' OR NEW.number = 1 OR v_seen <> v_saw OR v_answer <> v_answered);
  RETURN NULL;
END $$;
CREATE TRIGGER follow_post AFTER INSERT OR UPDATE ON discussions_post
  FOR EACH ROW EXECUTE FUNCTION discussions_follow_post();
