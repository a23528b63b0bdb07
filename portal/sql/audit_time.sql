-- Where an entry is kept goes by its hour, and no trigger may move it afterwards: so the head is locked, and the hour taken,
-- before the row is put anywhere. A change that began before midnight at a month's end is written down like any other.
CREATE FUNCTION portal_audit_turn(wanted text) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO portal_audithead VALUES (wanted, 0, repeat('0', 64)) ON CONFLICT (chain) DO NOTHING;
  PERFORM FROM portal_audithead WHERE chain = wanted FOR UPDATE;
  RETURN clock_timestamp();
END $$;
REVOKE EXECUTE ON FUNCTION portal_audit_turn(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_audit_turn(text)
  TO portal_enterprise, portal_authority, portal_ministry, portal_system, portal_expert;

-- As in audit.sql, but for the hour, which is checked instead of set.
CREATE OR REPLACE FUNCTION portal_audit_chain() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last portal_audithead;
BEGIN
  IF NEW.at < now() OR NEW.at > clock_timestamp() THEN
    RAISE EXCEPTION 'an entry carries the hour at which it is written: portal_audit_turn()';
  END IF;
  INSERT INTO portal_audithead VALUES (NEW.chain, 0, repeat('0', 64)) ON CONFLICT (chain) DO NOTHING;
  SELECT * INTO last FROM portal_audithead WHERE chain = NEW.chain FOR UPDATE;
  NEW.seq := last.seq + 1;
  NEW.id := nextval('portal_auditentry_id_seq');
  NEW.previous_hash := last.hash;
  NEW.hash := portal_audit_hash(NEW);
  UPDATE portal_audithead SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;

-- As in experts.sql; a month whose first entries came before its partition, since no beat ran, stays where they are.
CREATE OR REPLACE FUNCTION portal_audit_partition(month date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month);
  starts timestamptz := first::timestamp AT TIME ZONE 'Asia/Shanghai';
  ends timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai';
  title text := 'portal_auditentry_' || to_char(first, 'YYYYMM');
BEGIN
  IF to_regclass(title) IS NOT NULL THEN RETURN; END IF;
  IF EXISTS (SELECT FROM portal_auditentry_other WHERE at >= starts AND at < ends) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF portal_auditentry FOR VALUES FROM (%L) TO (%L)', title, starts, ends);
  EXECUTE format('REVOKE ALL ON %I FROM portal_app, portal_enterprise, portal_authority, portal_ministry, portal_system,'
    ' portal_expert', title);
END $$;
