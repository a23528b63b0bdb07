-- Database roles of the portal. Run by a superuser, any number of times:
--   psql -v ON_ERROR_STOP=1 -f portal/sql/roles.sql
-- In Docker it is mounted into /docker-entrypoint-initdb.d. Passwords come from the environment
-- (PORTAL_OWNER_PASSWORD, PORTAL_APP_PASSWORD); without them they stay as they are (embedded server: no passwords).
--
-- portal_owner  owns database and tables; migrations and seeding only. Every tenant table has FORCE ROW LEVEL
--               SECURITY, so the owner needs BYPASSRLS to move rows in a migration. It serves nobody.
-- portal_app    what web, worker and beat connect as. Owns nothing, bypasses nothing, inherits nothing: it reaches
--               data only after SET LOCAL ROLE to one of the five sides (portal/tenancy.py).

\set database portal
\getenv database PORTAL_DATABASE
\getenv owner_password PORTAL_OWNER_PASSWORD
\getenv app_password PORTAL_APP_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['portal_owner', 'portal_app']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT format('CREATE ROLE %I NOLOGIN', name)
  FROM unnest(ARRAY['portal_enterprise', 'portal_authority', 'portal_ministry', 'portal_system', 'portal_expert']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE portal_owner NOSUPERUSER NOCREATEROLE NOREPLICATION BYPASSRLS;
ALTER ROLE portal_app NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS;
-- Many short questions: to compile one takes longer than to answer it.
ALTER ROLE portal_app SET jit = off;
\if :{?owner_password}
ALTER ROLE portal_owner PASSWORD :'owner_password';
\endif
\if :{?app_password}
ALTER ROLE portal_app PASSWORD :'app_password';
\endif

GRANT portal_enterprise, portal_authority, portal_ministry, portal_system, portal_expert TO portal_app WITH INHERIT FALSE, SET TRUE;

SELECT format('CREATE DATABASE %I OWNER portal_owner', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER DATABASE :"database" OWNER TO portal_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO portal_app;
