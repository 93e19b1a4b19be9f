-- Of each chosen case: how far it came, and in how many working days an office answered, a result was there,
-- and whoever waits has waited. How far and when is kept on the case (cases/sql/road.sql); the same rules as
-- rules.py and cases/clocks.py.
WITH here AS (SELECT %s::text AS zone),
span AS (
  SELECT (min(opened_at) AT TIME ZONE (SELECT zone FROM here))::date AS first,
    (clock_timestamp() AT TIME ZONE (SELECT zone FROM here))::date AS today
  FROM cases_case),
holiday AS (
  SELECT DISTINCT ON ("on") "on" AS day, is_off FROM cases_holiday ORDER BY "on", id DESC),
calendar AS (  -- working days up to and with each day since the first
  SELECT array_agg(n ORDER BY day) AS n FROM (
    SELECT d::date AS day,
      count(*) FILTER (WHERE extract(isodow FROM d) < 6 AND NOT coalesce(is_off, false))
        OVER (ORDER BY d) AS n
    FROM span, generate_series(first, today, interval '1 day') d
    LEFT JOIN holiday ON holiday.day = d::date) counted),
told AS (
  SELECT s.case_id FROM stories_story s WHERE s.published_at <= clock_timestamp()),
charge AS (
  SELECT DISTINCT ON (aspect_id) aspect_id, office_id FROM tenancy_aspectduty
  WHERE from_on <= (SELECT today FROM span)
  ORDER BY aspect_id, from_on DESC, id DESC),
dated AS (
  SELECT c.stage, c.aspect_id, c.pesantren_id, coalesce(c.office_id, charge.office_id) AS office_id,
    CASE WHEN told.case_id IS NULL THEN c.reached ELSE 7 END AS reached,
    (c.opened_at AT TIME ZONE (SELECT zone FROM here))::date AS opened_on, c.answered_on, c.measured_on,
    c.waits_since
  FROM ({chosen}) c
  LEFT JOIN charge ON charge.aspect_id = c.aspect_id
  LEFT JOIN told ON told.case_id = c.id
  OFFSET 0),  -- each day is reckoned once, not again for all that is made of it
walked AS (
  SELECT d.stage, d.aspect_id, d.office_id, p.region_id, d.reached,
    date_trunc('month', d.opened_on::timestamp)::date AS month,
    (SELECT n FROM calendar)[d.answered_on - (SELECT first FROM span) + 1]
      - (SELECT n FROM calendar)[d.opened_on - (SELECT first FROM span) + 1] AS answer_days,
    (SELECT n FROM calendar)[d.measured_on - (SELECT first FROM span) + 1]
      - (SELECT n FROM calendar)[d.opened_on - (SELECT first FROM span) + 1] AS result_days,
    (SELECT n FROM calendar)[(SELECT today - first + 1 FROM span)]
      - (SELECT n FROM calendar)[(d.waits_since AT TIME ZONE (SELECT zone FROM here))::date
                                 - (SELECT first FROM span) + 1] AS wait_days
  FROM dated d JOIN directory_pesantren p ON p.id = d.pesantren_id)
