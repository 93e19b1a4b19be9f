-- Topics are open to everybody who is signed in, and to the public where the secretariat says so. What is
-- hidden is seen by whoever wrote it and by the secretariat. Nothing is ever deleted: no policy lets it.
ALTER TABLE discussions_topic ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_topic FOR SELECT USING (
  (current_setting('klinik.reader')::bigint <> 0 OR is_public) AND hidden_at IS NULL
  OR author_id = current_setting('klinik.reader')::bigint OR (SELECT reader_coordinates()));
CREATE POLICY opening ON discussions_topic FOR INSERT WITH CHECK (
  author_id = current_setting('klinik.reader')::bigint AND (SELECT reader_may_discuss()));
-- Whoever writes moves the counts of a topic along, and no more than that (posts.sql).
CREATE POLICY writing ON discussions_topic FOR UPDATE USING ((SELECT reader_may_discuss()));

ALTER TABLE discussions_post ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_post FOR SELECT USING (
  author_id = current_setting('klinik.reader')::bigint OR (SELECT reader_coordinates())
  OR hidden_at IS NULL AND EXISTS (SELECT FROM discussions_topic t WHERE t.id = topic_id));
CREATE POLICY opening ON discussions_post FOR INSERT WITH CHECK (
  author_id = current_setting('klinik.reader')::bigint AND (SELECT reader_may_discuss())
  AND EXISTS (SELECT FROM discussions_topic t WHERE t.id = topic_id));
CREATE POLICY writing ON discussions_post FOR UPDATE USING ((SELECT reader_may_discuss()));

-- What lies with a post is as visible as the post, and its author's.
ALTER TABLE discussions_enclosure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_enclosure FOR SELECT USING (
  EXISTS (SELECT FROM discussions_post p WHERE p.id = post_id));
CREATE POLICY opening ON discussions_enclosure FOR INSERT WITH CHECK (
  EXISTS (SELECT FROM discussions_post p WHERE p.id = post_id
          AND p.author_id = current_setting('klinik.reader')::bigint));
ALTER TABLE discussions_mention ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_mention FOR SELECT USING (
  EXISTS (SELECT FROM discussions_post p WHERE p.id = post_id));
CREATE POLICY opening ON discussions_mention FOR INSERT WITH CHECK (
  EXISTS (SELECT FROM discussions_post p WHERE p.id = post_id
          AND p.author_id = current_setting('klinik.reader')::bigint));

-- What one follows is one's own; the digest of the morning asks for whom there is news (search.sql).
ALTER TABLE discussions_follow ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_follow USING (
  person_id = current_setting('klinik.reader')::bigint AND current_setting('klinik.reader')::bigint <> 0);

-- A flag is between whoever raised it and the secretariat; a ruling is told to the author, and the end of a
-- topic to everybody who reads it.
ALTER TABLE discussions_flag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_flag FOR SELECT USING (
  by_id = current_setting('klinik.reader')::bigint OR (SELECT reader_coordinates()));
CREATE POLICY opening ON discussions_flag FOR INSERT WITH CHECK (
  by_id = current_setting('klinik.reader')::bigint AND by_id <> 0 AND settled_at IS NULL
  AND EXISTS (SELECT FROM discussions_post p WHERE p.id = post_id));
CREATE POLICY settling ON discussions_flag FOR UPDATE USING ((SELECT reader_coordinates()));
ALTER TABLE discussions_ruling ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON discussions_ruling FOR SELECT USING (
  (SELECT reader_coordinates()) OR EXISTS (
    SELECT FROM discussions_post p WHERE p.id = post_id
    AND (kind IN ('locked', 'unlocked') OR p.author_id = current_setting('klinik.reader')::bigint)));
CREATE POLICY opening ON discussions_ruling FOR INSERT WITH CHECK (
  by_id = current_setting('klinik.reader')::bigint AND (SELECT reader_coordinates()));
