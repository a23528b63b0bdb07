-- The audit: append-only, one hash chain per authority, partitioned by month.
CREATE TABLE portal_audithead (
  chain varchar(20) COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  hash varchar(64) NOT NULL
);
CREATE SEQUENCE portal_auditentry_id_seq;
CREATE TABLE portal_auditentry (
  id bigint NOT NULL,
  chain varchar(20) COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  user_id bigint,
  user_name varchar(200) NOT NULL,
  side varchar(10) NOT NULL,
  scope varchar(80) COLLATE "C" NOT NULL,
  action varchar(60) NOT NULL,
  target_type varchar(60) NOT NULL,
  target_id varchar(40) NOT NULL,
  detail jsonb NOT NULL,
  previous_hash varchar(64) NOT NULL,
  hash varchar(64) NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE portal_auditentry_other PARTITION OF portal_auditentry DEFAULT;
CREATE INDEX portal_auditentry_chain ON portal_auditentry (chain, seq);
CREATE INDEX portal_auditentry_scope ON portal_auditentry (scope, id);
CREATE INDEX portal_auditentry_target ON portal_auditentry (target_type, target_id);

CREATE FUNCTION portal_audit_hash(entry portal_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    entry.previous_hash, entry.chain, entry.seq, extract(epoch FROM entry.at), entry.user_id, entry.user_name, entry.side,
    entry.scope, entry.action, entry.target_type, entry.target_id, entry.detail)::text, 'UTF8')), 'hex')
$$;

-- The head's row lock is taken before number and id are drawn; the other order breaks links under load.
CREATE FUNCTION portal_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last portal_audithead;
BEGIN
  INSERT INTO portal_audithead VALUES (NEW.chain, 0, repeat('0', 64)) ON CONFLICT (chain) DO NOTHING;
  SELECT * INTO last FROM portal_audithead WHERE chain = NEW.chain FOR UPDATE;
  NEW.seq := last.seq + 1;
  NEW.id := nextval('portal_auditentry_id_seq');
  NEW.at := clock_timestamp();
  NEW.previous_hash := last.hash;
  NEW.hash := portal_audit_hash(NEW);
  UPDATE portal_audithead SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;
CREATE TRIGGER portal_audit_chain BEFORE INSERT ON portal_auditentry FOR EACH ROW EXECUTE FUNCTION portal_audit_chain();

CREATE FUNCTION portal_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER portal_audit_frozen BEFORE UPDATE OR DELETE ON portal_auditentry
  FOR EACH ROW EXECUTE FUNCTION portal_audit_refuse();

ALTER TABLE portal_auditentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_auditentry FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_enterprise_read ON portal_auditentry FOR SELECT TO portal_enterprise USING (
  scope >= (SELECT nullif(current_setting('portal.scope', true), ''))
  AND scope < (SELECT nullif(current_setting('portal.scope', true), '')) || '~');
CREATE POLICY audit_authority_read ON portal_auditentry FOR SELECT TO portal_authority USING (
  scope >= (SELECT nullif(current_setting('portal.scope', true), ''))
  AND scope < (SELECT nullif(current_setting('portal.scope', true), '')) || '~');
CREATE POLICY audit_every_row_read ON portal_auditentry FOR SELECT TO portal_ministry, portal_system USING (true);
CREATE POLICY audit_enterprise_write ON portal_auditentry FOR INSERT TO portal_enterprise WITH CHECK (
  scope >= (SELECT nullif(current_setting('portal.scope', true), ''))
  AND scope < (SELECT nullif(current_setting('portal.scope', true), '')) || '~');
CREATE POLICY audit_authority_write ON portal_auditentry FOR INSERT TO portal_authority WITH CHECK (
  scope >= (SELECT nullif(current_setting('portal.scope', true), ''))
  AND scope < (SELECT nullif(current_setting('portal.scope', true), '')) || '~');
CREATE POLICY audit_every_row_write ON portal_auditentry FOR INSERT TO portal_ministry, portal_system WITH CHECK (true);

REVOKE ALL ON portal_auditentry, portal_auditentry_other, portal_audithead
  FROM portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;
GRANT SELECT, INSERT ON portal_auditentry TO portal_enterprise, portal_authority, portal_ministry, portal_system;
REVOKE ALL ON SEQUENCE portal_auditentry_id_seq
  FROM portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system;

-- Called by the migration and each day by the beat, so that a month's partition exists before the month does.
CREATE FUNCTION portal_audit_partition(month date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month);
  title text := 'portal_auditentry_' || to_char(first, 'YYYYMM');
BEGIN
  IF to_regclass(title) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF portal_auditentry FOR VALUES FROM (%L) TO (%L)',
    title, first::timestamp AT TIME ZONE 'Asia/Shanghai',
    (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
  EXECUTE format('REVOKE ALL ON %I FROM portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system', title);
END $$;
SELECT portal_audit_partition(current_date), portal_audit_partition((current_date + interval '1 month')::date);

-- Links that do not hold: one row per broken entry, none when the chain is whole.
CREATE FUNCTION portal_audit_faults(checked text) RETURNS TABLE (seq bigint, fault text)
  LANGUAGE sql STABLE AS $$
  SELECT seq, fault FROM (
    SELECT e.seq, CASE
      WHEN e.hash <> portal_audit_hash(e) THEN 'content'
      WHEN e.previous_hash <> coalesce(lag(e.hash) OVER w, repeat('0', 64)) THEN 'link'
      WHEN e.seq <> coalesce(lag(e.seq) OVER w, 0) + 1 THEN 'gap' END AS fault
    FROM portal_auditentry e WHERE e.chain = checked WINDOW w AS (ORDER BY e.seq)) AS judged
  WHERE fault IS NOT NULL
$$;
