-- How many filings stand in each state, by round and place, kept in the transaction of every change: whoever makes it, by
-- one row or by thousands, and past the policies, as the foreign keys do that move a company's filings with it. What a
-- change adds or takes off is a row of its own, so that nobody waits for anybody; readers sum, the sweep puts together.

-- `/33/3301/330106/e123/` lies at `/33/3301/330106/`.
CREATE OR REPLACE FUNCTION evaluations_place(path text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT regexp_replace(path, '[^/]+/$', '') $$;

CREATE OR REPLACE FUNCTION evaluations_tally_filings() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO evaluations_filingtally (round_id, scope, state, number)
    SELECT round_id, evaluations_place(scope), state, count(*) FROM added GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO evaluations_filingtally (round_id, scope, state, number)
    SELECT round_id, evaluations_place(scope), state, -count(*) FROM gone GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO evaluations_filingtally (round_id, scope, state, number)
    SELECT round_id, evaluations_place(scope), state, sum(number)
      FROM (SELECT round_id, scope, state, 1 AS number FROM added UNION ALL SELECT round_id, scope, state, -1 FROM gone) AS moved
     GROUP BY 1, 2, 3 HAVING sum(number) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tally_added AFTER INSERT ON evaluations_filing
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evaluations_tally_filings();
CREATE TRIGGER tally_changed AFTER UPDATE ON evaluations_filing
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evaluations_tally_filings();
CREATE TRIGGER tally_removed AFTER DELETE ON evaluations_filing
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION evaluations_tally_filings();
