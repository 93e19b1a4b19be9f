-- What posts are found by. The index stands behind a wall that lets in nobody but the owner, so that one
-- condition of a wall does not stand before the index (PostgreSQL would read every row first); two functions
-- of the owner write it and ask it.

ALTER TABLE discussions_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_entry TO CURRENT_USER USING (true);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON discussions_entry FROM "{role}";
CREATE POLICY digest ON discussions_follow FOR SELECT TO CURRENT_USER USING (true);

-- Words that narrow nothing down, in the forms in which the index keeps them: computed once, here.
DO $$
DECLARE
  v_words text[] := string_to_array(
    'yang di ke dari dan atau untuk pada dengan adalah ialah ini itu tersebut kami kita saya aku anda kamu '
    'mereka ia dia beliau akan telah sudah belum tidak bukan juga hanya saja lebih agar supaya karena sebab '
    'jika kalau bila apabila maka tetapi tapi namun sedangkan sehingga oleh dalam antara seperti sebagai bagi '
    'tentang terhadap hingga sampai sejak ketika saat bisa dapat harus perlu ingin mau apa apakah siapa kapan '
    'mana bagaimana gimana mengapa kenapa berapa ada para sang si nya pun lah masih lagi setiap tiap semua '
    'cara banyak beberapa suatu sebuah seorang hal yaitu yakni secara serta pula nah ya kok sih dong deh '
    'assalamualaikum waalaikumsalam wassalam wassalamualaikum warahmatullahi wabarakatuh wr wb mohon tolong '
    'terima kasih terimakasih pak bapak bu ibu gus ustadz kiai pondok pesantren ponpes opop', ' ');
BEGIN
  EXECUTE format(
    'CREATE FUNCTION discussions_stopped() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
    format('SELECT %L::text[]', ARRAY(
      SELECT DISTINCT s FROM unnest(v_words) AS w, unnest(ts_lexize('indonesian_stem', w) || w) AS s
      WHERE s <> '' ORDER BY s)));
END $$;

-- The words of a text, as written and by their stems ("kemasan" has the stem "masan", and is looked for by its
-- beginning too); the marks that name people are numbers and say nothing.
CREATE FUNCTION discussions_stems(written text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ts_delete(to_tsvector('indonesian', w) || to_tsvector('simple', w), discussions_stopped())
  FROM directory_words(regexp_replace(written, '@\{\d+\}', ' ', 'g')) AS w
$$;

-- What was typed as a query: every word by its stem or as written, the last one as a beginning too, for it may still be
-- typed. Letters and digits are all that is left in a word, so quoting it is safe. No word: NULL.
CREATE FUNCTION discussions_asked(typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  v_words text[] := (string_to_array(nullif(directory_words(left(typed, 200)), ''), ' '))[:12];
  v_word text;
  v_stem text;
  v_part tsquery;
  v_whole tsquery;
BEGIN
  FOR n IN 1 .. coalesce(cardinality(v_words), 0) LOOP
    v_word := v_words[n];
    v_stem := coalesce((ts_lexize('indonesian_stem', v_word))[1], v_word);
    CONTINUE WHEN v_word = ANY (discussions_stopped()) OR v_stem = ANY (discussions_stopped());
    v_part := format('''%s'' | ''%s''', v_stem, v_word)::tsquery;
    IF n = cardinality(v_words) AND length(v_word) >= 4 THEN
      v_part := v_part || format('''%s'':*', v_word)::tsquery;
    END IF;
    v_whole := CASE WHEN v_whole IS NULL THEN v_part ELSE v_whole && v_part END;
  END LOOP;
  RETURN v_whole;
END $$;

-- An answer is found by the words of its question too.
CREATE FUNCTION discussions_document(title text, body text, is_answer boolean) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT setweight(discussions_stems(title), 'A')
      || setweight(discussions_stems(left(body, 10000)), CASE WHEN is_answer THEN 'B'::"char" ELSE 'C'::"char" END)
$$;

CREATE FUNCTION discussions_reach(is_public boolean, is_hidden boolean) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN is_hidden THEN 2 WHEN is_public THEN 0 ELSE 1 END::smallint
$$;

CREATE FUNCTION discussions_index_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_topic discussions_topic;
BEGIN
  SELECT * INTO STRICT v_topic FROM discussions_topic t WHERE t.id = NEW.topic_id;
  INSERT INTO discussions_entry (post_id, topic_id, reach, is_answer, document)
  VALUES (NEW.id, NEW.topic_id,
          discussions_reach(v_topic.is_public, num_nonnulls(v_topic.hidden_at, NEW.hidden_at) > 0),
          NEW.accepted_at IS NOT NULL,
          discussions_document(v_topic.title, NEW.body, NEW.accepted_at IS NOT NULL))
  ON CONFLICT (post_id) DO UPDATE
  SET reach = EXCLUDED.reach, is_answer = EXCLUDED.is_answer, document = EXCLUDED.document;
  RETURN NULL;
END $$;
CREATE TRIGGER index_post AFTER INSERT OR UPDATE ON discussions_post
  FOR EACH ROW EXECUTE FUNCTION discussions_index_post();

-- Who may read a topic changes for all of its posts at once.
CREATE FUNCTION discussions_index_topic() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE discussions_entry e
  SET reach = discussions_reach(NEW.is_public, num_nonnulls(NEW.hidden_at, p.hidden_at) > 0)
  FROM discussions_post p WHERE p.id = e.post_id AND e.topic_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER index_topic AFTER UPDATE ON discussions_topic FOR EACH ROW
  WHEN ((OLD.is_public, OLD.hidden_at) IS DISTINCT FROM (NEW.is_public, NEW.hidden_at))
  EXECUTE FUNCTION discussions_index_topic();

-- The newest accepted answers and the newest posts of all that have the query, best first. The query is a
-- constant of each plan: for a rare word the index is asked, for one that stands everywhere the newest are
-- read until there are enough.
CREATE FUNCTION discussions_found(asked tsquery, most integer)
RETURNS TABLE (post_id bigint, topic_id bigint, is_answer boolean, rank real)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reach integer := CASE WHEN current_setting('klinik.reader')::bigint = 0 THEN 0 ELSE 1 END;
BEGIN
  RETURN QUERY EXECUTE format($q$
    SELECT f.post_id, f.topic_id, f.is_answer, ts_rank(f.document, %1$L::tsquery) AS rank
    FROM (
      (SELECT e.* FROM discussions_entry e
       WHERE e.is_answer AND e.document @@ %1$L::tsquery AND e.reach <= %2$s
       ORDER BY e.post_id DESC LIMIT %3$s)
      UNION ALL
      (SELECT e.* FROM discussions_entry e
       WHERE NOT e.is_answer AND e.document @@ %1$L::tsquery AND e.reach <= %2$s
       ORDER BY e.post_id DESC LIMIT %3$s)
    ) f ORDER BY f.is_answer DESC, rank DESC, f.post_id DESC$q$, asked, v_reach, most);
END $$;
REVOKE ALL ON FUNCTION discussions_found(tsquery, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discussions_found(tsquery, integer) TO "{role}";

-- For whom there is news: the numbers of those who follow a topic in which others wrote meanwhile.
CREATE FUNCTION discussions_to_digest(p_since timestamptz, p_until timestamptz) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT f.person_id FROM discussions_follow f
    JOIN discussions_topic t ON t.id = f.topic_id AND t.last_at >= p_since
    WHERE f.is_on AND EXISTS (
      SELECT FROM discussions_post p WHERE p.topic_id = f.topic_id AND p.author_id <> f.person_id
      AND p.at >= p_since AND p.at > f.since AND p.at < p_until AND p.hidden_at IS NULL)
    ORDER BY 1;
END $$;
REVOKE ALL ON FUNCTION discussions_to_digest(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discussions_to_digest(timestamptz, timestamptz) TO "{role}";
