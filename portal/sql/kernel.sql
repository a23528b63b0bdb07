-- What must exist before the first table: privileges of the application's roles and the bigram function.
-- Tables get the ordinary commands; row-level security and revocations take away from there.
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES
  TO portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES
  TO portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;

-- Two characters suffice to find a Chinese name; pg_trgm needs three. Lower-cased, blanks removed, each pair once.
CREATE OR REPLACE FUNCTION portal_bigrams(value text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(plain, at, 2)), '{}')
  FROM (SELECT regexp_replace(lower(value), '\s+', '', 'g') AS plain) AS s,
       generate_series(1, greatest(length(plain) - 1, 1)) AS at
$$;

-- Tables that other apps made before this migration ran.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public
  TO portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public
  TO portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;
