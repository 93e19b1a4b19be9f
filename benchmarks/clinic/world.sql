-- {cases} cases and {posts} posts in {topics} topics, in the words of the demonstration: the frequent ones
-- are drawn often, as people use them. Written past the walls and triggers, which would take hours; what the
-- triggers keep (likeness, index of posts) is written here by the same functions of the house.

SELECT setseed(0.42);
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
ALTER TABLE discussions_topic NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
ALTER TABLE discussions_post NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
ALTER TABLE directory_reading NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_activity NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;

-- Indexes are made at once at the end, which is far quicker than row by row.
CREATE TEMP TABLE kept AS
  SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made
  FROM pg_index WHERE NOT indisprimary
  AND indrelid IN ('discussions_entry'::regclass, 'cases_likeness'::regclass, 'cases_caseevent'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid);
DO $$
DECLARE
  v_name text;
BEGIN
  FOR v_name IN SELECT name FROM kept LOOP
    EXECUTE 'DROP INDEX ' || v_name;
  END LOOP;
END $$;

CREATE TEMP TABLE told AS
  SELECT title || ' ' || description || ' ' || tried AS said FROM cases_case
  UNION ALL SELECT what || ' ' || who FROM cases_activity
  UNION ALL SELECT title FROM discussions_topic UNION ALL SELECT body FROM discussions_post
  UNION ALL SELECT summary || ' ' || body FROM stories_story
  UNION ALL SELECT name || ' ' || category FROM directory_product
  UNION ALL SELECT name || ' ' || coalesce(district, '') FROM directory_pesantren
  UNION ALL SELECT name || ' ' || about FROM directory_indicator;
CREATE TEMP TABLE words AS
  SELECT array_agg(w ORDER BY many DESC, w) AS w FROM (
    SELECT w, count(*) AS many FROM told, regexp_split_to_table(lower(said), '[^[:alpha:]]+') w
    WHERE length(w) > 2 GROUP BY w) found;

-- 20,000 phrases of seven to ten words; texts are put together from them.
CREATE TEMP TABLE phrase AS
  SELECT i, said, cases_words(said) AS stems, discussions_stems(said) AS document
  FROM (
    SELECT i, (
      SELECT string_agg(w.w[1 + floor(power(random(), 2.5) * cardinality(w.w))::int], ' ')
      FROM words w, generate_series(1, 7 + i % 4)) AS said
    FROM generate_series(0, 19999) i) made;
CREATE UNIQUE INDEX ON phrase (i);
ANALYZE phrase;

CREATE TEMP TABLE person AS
  SELECT row_number() OVER (ORDER BY id) - 1 AS at, id FROM people_user WHERE is_active;
CREATE TEMP TABLE place AS
  SELECT row_number() OVER (ORDER BY id) - 1 AS at, id, name FROM directory_pesantren;

CREATE TEMP TABLE fresh AS
  SELECT i, nextval(pg_get_serial_sequence('cases_case', 'id')) AS id,
    floor(random() * 20000)::int AS first, floor(random() * 20000)::int AS second,
    floor(random() * 20000)::int AS third,
    (SELECT count(*) FROM place) * random() AS place, random() AS open, random() < 0.6 AS is_closed,
    now() - ({cases} - i) * interval '1500 days' / {cases} AS opened_at, floor(random() * 200)::int AS days,
    random() AS far
  FROM generate_series(1, {cases}) i;
INSERT INTO cases_case (
  id, number, pesantren_id, aspect_id, audience, readers, title, description, since, tried, indicator_id,
  baseline_id, target, opened_at, opened_by_id, request_id, is_simulated, stage, urgency, office_id, result_id,
  closed_at, waits_for, waits_since, changed_at, reached, answered_on, measured_on)
SELECT f.id, format('K-%s-%s', extract(year FROM f.opened_at)::int, lpad((f.i + 1000)::text, 6, '0')),
  p.id, (SELECT min(id) FROM directory_aspect) + f.i % (SELECT count(*) FROM directory_aspect),
  CASE WHEN f.open < 0.55 THEN 'network' WHEN f.open < 0.98 THEN 'offices' ELSE 'named' END,
  CASE WHEN f.open < 0.98 THEN '{}'::bigint[] ELSE ARRAY[o.id] END,
  initcap(left(a.said, 1)) || substr(a.said, 2), b.said || '. ' || c.said || '.', f.opened_at::date, '',
  r.indicator_id, r.id, r.value + 1, f.opened_at, o.id, gen_random_uuid(), true,
  CASE WHEN f.is_closed THEN 'closed' ELSE 'waiting' END, 'ordinary', NULL, NULL,
  CASE WHEN f.is_closed THEN least(f.opened_at + f.days * interval '1 day', now()) END,
  CASE WHEN f.is_closed THEN '' ELSE 'office' END, f.opened_at, f.opened_at,
  -- as the events below have it (cases/sql/road.sql)
  CASE WHEN f.far >= 0.5 OR f.is_closed THEN 6 WHEN f.far >= 0.45 THEN 5 WHEN f.far >= 0.3 THEN 4
       WHEN f.far >= 0.1 THEN 3 ELSE 1 END,
  CASE WHEN f.far >= 0.1 OR f.is_closed
       THEN (least(f.opened_at + 0.1 * f.days * interval '1 day', now()) AT TIME ZONE 'Asia/Jakarta')::date END,
  CASE WHEN f.far >= 0.5 OR f.is_closed
       THEN (least(f.opened_at + 0.9 * f.days * interval '1 day', now()) AT TIME ZONE 'Asia/Jakarta')::date END
FROM fresh f
JOIN place p ON p.at = floor(f.place)::int
JOIN phrase a ON a.i = f.first JOIN phrase b ON b.i = f.second JOIN phrase c ON c.i = f.third
JOIN person o ON o.at = f.i % (SELECT count(*) FROM person),
LATERAL (SELECT id, indicator_id, value FROM directory_reading ORDER BY id LIMIT 1) r
ORDER BY f.id;  -- as they came: rows of one time lie together
INSERT INTO cases_likeness (case_id, words, document, place, audience, is_solved, days)
SELECT f.id, setweight(a.stems, 'A') || setweight(b.stems || c.stems, 'C'),
  setweight(a.document, 'A') || cases_named(p.name) || setweight(b.document || c.document, 'C'),
  p.id, CASE WHEN f.open < 0.55 THEN 'network' WHEN f.open < 0.98 THEN 'offices' ELSE 'named' END,
  f.is_closed, CASE WHEN f.is_closed THEN f.days END
FROM fresh f
JOIN place p ON p.at = floor(f.place)::int
JOIN phrase a ON a.i = f.first JOIN phrase b ON b.i = f.second JOIN phrase c ON c.i = f.third
ORDER BY f.id;
INSERT INTO cases_activity (id, case_id, kind, what, who, "on")
SELECT f.id + a.last, f.id, 'visit', w.said, w.said, least(f.opened_at + 0.7 * f.days * interval '1 day', now())::date
FROM fresh f JOIN phrase w ON w.i = f.second, (SELECT coalesce(max(id), 0) AS last FROM cases_activity) a
WHERE f.far >= 0.3 OR f.is_closed
ORDER BY f.id;
SELECT setval(pg_get_serial_sequence('cases_activity', 'id'), max(id)) FROM cases_activity;
INSERT INTO cases_caseevent (
  case_id, kind, side, at, by_id, text, fingerprint, awaits_answer, place, urgency,
  office_id, activity_id, reading_id)
SELECT f.id, e.kind, e.side, least(f.opened_at + e.after * f.days * interval '1 day', now()), o.id,
  CASE WHEN e.kind = 'answered' THEN a.said ELSE '' END, '', false, '', '',
  CASE WHEN e.kind = 'taken' THEN (SELECT min(id) FROM tenancy_office) END,
  CASE WHEN e.kind IN ('planned', 'done') THEN y.id END, CASE WHEN e.kind IN ('measured', 'closed') THEN r.id END
FROM fresh f
CROSS JOIN (SELECT min(id) AS id FROM directory_reading) r
JOIN phrase a ON a.i = f.third
LEFT JOIN cases_activity y ON y.case_id = f.id
JOIN person o ON o.at = f.i % (SELECT count(*) FROM person)
JOIN (VALUES ('opened', 'pesantren', 0.0, 0.0), ('taken', 'office', 0.1, 0.1), ('answered', 'office', 0.2, 0.15),
             ('planned', 'office', 0.3, 0.2), ('done', 'office', 0.45, 0.7), ('measured', 'office', 0.5, 0.9),
             ('closed', 'office', 2.0, 1.0)) e (kind, side, from_far, after)
  ON f.far >= e.from_far OR f.is_closed
ORDER BY f.id, e.after;

CREATE TEMP TABLE topic AS
  SELECT i, nextval(pg_get_serial_sequence('discussions_topic', 'id')) AS id,
    floor(random() * 20000)::int AS title, floor(random() * (SELECT count(*) FROM person))::int AS author,
    random() < 0.3 AS is_public, random() < 0.5 AS is_answered
  FROM generate_series(1, {topics}) i;
INSERT INTO discussions_topic (
  id, slug, title, aspect_id, author_id, opened_at, is_public, request_id, fingerprint, is_simulated,
  last_number, replies, answers, last_at)
SELECT t.id, 'topik-' || t.i, a.said, (SELECT min(id) FROM directory_aspect)
    + t.i % (SELECT count(*) FROM directory_aspect),
  o.id, now() - ({topics} - t.i) * interval '10 minutes', t.is_public, gen_random_uuid(), '', true,
  {posts} / {topics}, {posts} / {topics} - 1, t.is_answered::int,
  now() - ({topics} - t.i) * interval '10 minutes'
FROM topic t JOIN phrase a ON a.i = t.title JOIN person o ON o.at = t.author
ORDER BY t.id;

CREATE TEMP TABLE post AS
  SELECT nextval(pg_get_serial_sequence('discussions_post', 'id')) AS id, t.i AS topic_i, t.id AS topic,
    n AS number, t.title, t.is_public, n = 2 AND t.is_answered AS is_answer,
    CASE WHEN n = 1 THEN t.author ELSE (t.author + n) % (SELECT count(*) FROM person) END AS author,
    floor(random() * 20000)::int AS first, floor(random() * 20000)::int AS second
  FROM (SELECT * FROM topic t, generate_series(1, {posts} / {topics}) n ORDER BY t.i, n) t;
INSERT INTO discussions_post (
  id, topic_id, number, author_id, body, at, accepted_at, accepted_by_id, request_id, fingerprint)
SELECT p.id, p.topic, p.number, o.id, a.said || '. ' || b.said || '.',
  now() - ({topics} - p.topic_i) * interval '10 minutes',
  CASE WHEN p.is_answer THEN now() END, CASE WHEN p.is_answer THEN o.id END, gen_random_uuid(), ''
FROM post p JOIN phrase a ON a.i = p.first JOIN phrase b ON b.i = p.second JOIN person o ON o.at = p.author
ORDER BY p.id;
INSERT INTO discussions_entry (post_id, topic_id, reach, is_answer, document)
SELECT p.id, p.topic, discussions_reach(p.is_public, false), p.is_answer,
  setweight(t.document, 'A') || setweight(a.document || b.document,
                                          CASE WHEN p.is_answer THEN 'B'::"char" ELSE 'C'::"char" END)
FROM post p JOIN phrase a ON a.i = p.first JOIN phrase b ON b.i = p.second JOIN phrase t ON t.i = p.title
ORDER BY p.id;

SET CONSTRAINTS ALL IMMEDIATE;  -- or the tables below are busy
DO $$
DECLARE
  v_made text;
BEGIN
  FOR v_made IN SELECT made FROM kept LOOP
    EXECUTE v_made;
  END LOOP;
END $$;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
ALTER TABLE discussions_topic FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
ALTER TABLE discussions_post FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
ALTER TABLE directory_reading FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_activity FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
