-- How words sound, worked out quickly: thousands of rows arrive at once from a table, and nearly all
-- of the time went into the one pattern that looks back, which finds doubled letters.

CREATE OR REPLACE FUNCTION directory_sound(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  said text := translate(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(words, 'oe', 'u'),
      'kh|ch', 'h', 'g'),
      'sy|sh|ts', 's', 'g'),
      'dz|dh|dl|zh|z', 'd', 'g'),
      'th', 't', 'g'),
      'ph|v', 'f', 'g'),
      'iy', 'i', 'g'),
    'qo', 'ku');
  letter text;
BEGIN
  IF octet_length(said) <> length(said) THEN
    RETURN regexp_replace(said, '([^ 0-9])\1+', '\1', 'g');
  END IF;
  IF said ~ 'aa|bb|cc|dd|ee|ff|gg|hh|ii|jj|kk|ll|mm|nn|oo|pp|qq|rr|ss|tt|uu|vv|ww|xx|yy|zz' THEN
    FOREACH letter IN ARRAY string_to_array('a b c d e f g h i j k l m n o p q r s t u v w x y z', ' ') LOOP
      WHILE strpos(said, letter || letter) > 0 LOOP
        said := replace(said, letter || letter, letter);
      END LOOP;
    END LOOP;
  END IF;
  RETURN said;
END $$;

-- Each pair of neighbours as one word, and the words behind grown-on articles: as before, in a loop.
CREATE OR REPLACE FUNCTION directory_joined(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  part text[] := string_to_array(words, ' ');
  pairs text := '';
  bare text := '';
BEGIN
  FOR n IN 1 .. cardinality(part) LOOP
    IF n > 1 THEN
      pairs := pairs || part[n - 1] || part[n] || ' ';
    END IF;
    IF part[n] ^@ 'a' OR part[n] ^@ 'e' THEN
      bare := bare || coalesce(directory_bare(part[n]) || ' ', '');
    END IF;
  END LOOP;
  RETURN pairs || bare;
END $$;

-- Everything a text can be found by, but its stems. Only which words counts, not where they stand:
-- whoever keeps them strips them.
CREATE OR REPLACE FUNCTION directory_forms(written text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  w text := directory_words(written);
BEGIN
  RETURN to_tsvector('simple', w || ' ' || directory_sound(w || ' ' || directory_joined(w)));
END $$;
