-- Who reads a case is decided as before (reader_is_party in named.sql), but asked once for a whole statement:
-- a list of 100,000 cases took seconds while every row asked who the reader is.
ALTER POLICY wall ON cases_case USING (
  audience = 'network' AND (SELECT reader_is_in_network())
  OR pesantren_id = ANY ((SELECT reader_pesantren())::bigint[])
  OR CASE WHEN audience = 'named' THEN current_setting('klinik.reader')::bigint = ANY (readers)
          ELSE (SELECT reader_in_province()) OR pesantren_id = ANY ((SELECT reader_office_pesantren())::bigint[]) END);
