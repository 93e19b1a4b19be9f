-- A figure is shared under one consent at a time; a later consent may follow it. Without btree_gist,
-- equality of two numbers is the overlap of two ranges of one number each.
ALTER TABLE programme_consent ADD CONSTRAINT consent_periods_apart EXCLUDE USING gist (
  int8range(koppontren_id, koppontren_id, '[]') WITH &&,
  int8range(indicator_id, indicator_id, '[]') WITH &&,
  daterange(starts_on, ends_on, '[]') WITH &&
) WHERE (withdrawn_at IS NULL);
