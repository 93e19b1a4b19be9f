-- Of each chosen case: how far it came, and in how many working days an office answered, a result
-- was there, and whoever waits has waited. The same rules as rules.py and cases/clocks.py.
WITH here AS (SELECT %s::text AS zone),
chosen AS ({chosen}),
span AS (
  SELECT (min(c.opened_at) AT TIME ZONE (SELECT zone FROM here))::date AS first
  FROM cases_case c JOIN chosen USING (id)),
holiday AS (
  SELECT DISTINCT ON ("on") "on" AS day, is_off FROM cases_holiday ORDER BY "on", id DESC),
calendar AS (  -- n: working days up to and with this one
  SELECT d::date AS day,
    count(*) FILTER (WHERE extract(isodow FROM d) < 6 AND NOT coalesce(is_off, false))
      OVER (ORDER BY d) AS n
  FROM generate_series(
    (SELECT first FROM span), (clock_timestamp() AT TIME ZONE (SELECT zone FROM here))::date, '1 day') d
  LEFT JOIN holiday ON holiday.day = d::date),
happened AS (
  SELECT e.case_id,
    min(e.at) FILTER (WHERE e.side = 'office' AND e.kind <> 'opened') AS answered_at,
    min(e.at) FILTER (WHERE e.kind = 'measured') AS measured_at,
    max(CASE e.kind WHEN 'taken' THEN 3 WHEN 'assigned' THEN 3 WHEN 'planned' THEN 4
                    WHEN 'done' THEN 5 WHEN 'measured' THEN 6 ELSE 1 END) AS step
  FROM cases_caseevent e JOIN chosen ON chosen.id = e.case_id GROUP BY e.case_id),
told AS (
  SELECT s.case_id FROM stories_story s
  WHERE s.case_id IN (SELECT id FROM chosen) AND s.published_at <= clock_timestamp()),
charge AS (
  SELECT DISTINCT ON (aspect_id) aspect_id, office_id FROM tenancy_aspectduty
  WHERE from_on <= (clock_timestamp() AT TIME ZONE (SELECT zone FROM here))::date
  ORDER BY aspect_id, from_on DESC, id DESC),
dated AS (
  SELECT c.id, c.stage, c.aspect_id, p.region_id, r.code,
    coalesce(c.office_id, charge.office_id) AS office_id,
    (c.opened_at AT TIME ZONE here.zone)::date AS opened_on,
    (h.answered_at AT TIME ZONE here.zone)::date AS answered_on,
    (h.measured_at AT TIME ZONE here.zone)::date AS measured_on,
    (c.waits_since AT TIME ZONE here.zone)::date AS waits_on,
    greatest(coalesce(h.step, 1), CASE WHEN told.case_id IS NOT NULL THEN 7
                                       WHEN h.answered_at IS NOT NULL THEN 2 ELSE 1 END) AS reached
  FROM cases_case c JOIN chosen USING (id) CROSS JOIN here
  JOIN directory_pesantren p ON p.id = c.pesantren_id
  JOIN directory_region r ON r.id = p.region_id
  LEFT JOIN charge ON charge.aspect_id = c.aspect_id
  LEFT JOIN happened h ON h.case_id = c.id
  LEFT JOIN told ON told.case_id = c.id),
walked AS (
  SELECT dated.*, date_trunc('month', opened_on)::date AS month,
    answered.n - opened.n AS answer_days,
    measured.n - opened.n AS result_days,
    (SELECT max(n) FROM calendar) - waiting.n AS wait_days
  FROM dated
  JOIN calendar opened ON opened.day = opened_on
  LEFT JOIN calendar answered ON answered.day = answered_on
  LEFT JOIN calendar measured ON measured.day = measured_on
  LEFT JOIN calendar waiting ON waiting.day = waits_on)
