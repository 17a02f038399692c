// SQLite's functions that the statements and the schema use, for PostgreSQL. They stand in the schema of Rekey, before
// PostgreSQL's own.

export const SQLITE_FUNCTIONS = `
CREATE FUNCTION instr(haystack text, needle text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN strpos(haystack, needle);

-- A negative start counts from the end.
CREATE FUNCTION substr(whole text, start bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN start < 0 THEN pg_catalog.right(whole, (-start)::integer)
    ELSE pg_catalog.substr(whole, start::integer) END;
CREATE FUNCTION substr(whole text, start integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN start < 0 THEN pg_catalog.right(whole, -start) ELSE pg_catalog.substr(whole, start) END;
CREATE FUNCTION substr(whole text, start bigint, count bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN pg_catalog.substr(whole, start::integer, count::integer);

CREATE FUNCTION unhex(digits text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN decode(digits, 'hex');

CREATE FUNCTION json_valid(content text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  PERFORM content::json;
  RETURN true;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN false;
END $$;

-- Paths are '$.key' or '$[0]'.
CREATE FUNCTION json_extract(content text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN content::json #>> ARRAY[btrim(pg_catalog.substr(path, 2), '.[]')];
CREATE FUNCTION json_set(content text, path text, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_set(content::jsonb, ARRAY[btrim(pg_catalog.substr(path, 2), '.[]')], to_jsonb(value))::text;
CREATE FUNCTION json_remove(content text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (content::jsonb #- ARRAY[btrim(pg_catalog.substr(path, 2), '.[]')])::text;

-- Of a list. Values are texts.
CREATE FUNCTION json_each(content text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE STRICT
  PARALLEL SAFE ROWS 10 AS $$
  SELECT place - 1, element FROM json_array_elements_text(content::json) WITH ORDINALITY AS list (element, place) $$;
CREATE FUNCTION json_each(content text, path text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE STRICT
  PARALLEL SAFE ROWS 10 AS $$ SELECT key, value FROM json_each(json_extract(content, path)) $$;

CREATE FUNCTION list_to_json(list bigint[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(array_to_json(list)::text, '[]');
CREATE AGGREGATE json_group_array(bigint) (SFUNC = array_append, STYPE = bigint[], INITCOND = '{}', FINALFUNC = list_to_json);
`;
