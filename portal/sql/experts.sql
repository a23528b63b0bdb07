-- The fifth side: outside experts, who read what is assigned to them. Any number of times; roles.sql has made the role.
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_expert;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO portal_expert;

-- On the tables that stand already the commands that the ministry has; policies say which rows, by default none.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.oid::regclass AS title, command FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS command
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege('portal_ministry', c.oid, command)
  LOOP
    EXECUTE format('GRANT %s ON %s TO portal_expert', one.command, one.title);
  END LOOP;
  FOR one IN
    SELECT c.oid::regclass AS title FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('portal_ministry', c.oid, 'USAGE') ELSE false END
  LOOP
    EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO portal_expert', one.title);
  END LOOP;
END $$;

-- What they do is written down like anybody's; they read none of it.
DROP POLICY IF EXISTS audit_expert_write ON portal_auditentry;
CREATE POLICY audit_expert_write ON portal_auditentry FOR INSERT TO portal_expert WITH CHECK (
  scope >= (SELECT nullif(current_setting('portal.scope', true), ''))
  AND scope < (SELECT nullif(current_setting('portal.scope', true), '')) || '~');

-- As in audit.sql, with the fifth side.
CREATE OR REPLACE FUNCTION portal_audit_partition(month date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month);
  title text := 'portal_auditentry_' || to_char(first, 'YYYYMM');
BEGIN
  IF to_regclass(title) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF portal_auditentry FOR VALUES FROM (%L) TO (%L)',
    title, first::timestamp AT TIME ZONE 'Asia/Shanghai',
    (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
  EXECUTE format('REVOKE ALL ON %I FROM portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system,'
    ' portal_expert', title);
END $$;
