-- SPDX-License-Identifier: Apache-2.0
--
-- What follows from the agreement of tools/sql-oracle, said in SQL: one row a finding, (clause, moment, what, verdict, party).
CREATE TABLE expected (clause text, at timestamptz, what text, verdict text, party text);

-- Clauses 1 to 20: forbid attack by A, B in each zone. Whoever of them did it; `other` did not.
INSERT INTO expected
    SELECT z::text, at, id, 'violation', nullif(actor, '')
    FROM event JOIN zone ON ST_Covers(zone.area, event.spot)
    WHERE kind IN ('shelling', 'airstrike') AND actor <> 'other';

-- Clause 21: movements within ten kilometres of the line, unless notified between 24 h and 72 h before on the same route.
INSERT INTO expected
    SELECT '21', at, id, CASE WHEN actor = '' AND (a OR b) THEN 'undetermined' ELSE 'violation' END, nullif(actor, '')
    FROM (SELECT e.*,
                 EXISTS (SELECT FROM event n WHERE n.kind = 'notification' AND n.actor = 'A' AND n.route = e.route
                         AND n.at BETWEEN e.at - interval '72 h' AND e.at - interval '24 h') AS a,
                 EXISTS (SELECT FROM event n WHERE n.kind = 'notification' AND n.actor = 'B' AND n.route = e.route
                         AND n.at BETWEEN e.at - interval '72 h' AND e.at - interval '24 h') AS b
          FROM event e WHERE e.kind = 'troop_movement' AND e.actor <> 'other' AND e.distance <= 10000) AS moved
    WHERE NOT CASE actor WHEN 'A' THEN a WHEN 'B' THEN b ELSE a AND b END;

-- Clause 22: keep artillery out of the first zone. A stay lasts from the first sighting in it to the one elsewhere.
INSERT INTO expected
    SELECT '22', at, id, 'violation', actor
    FROM (SELECT event.*, ST_Covers(zone.area, spot) AS is_in,
                 lag(ST_Covers(zone.area, spot)) OVER (PARTITION BY unit ORDER BY at) AS was_in
          FROM event, zone WHERE kind = 'artillery' AND z = 1) AS seen
    WHERE is_in AND was_in IS DISTINCT FROM true;

-- Clause 23: overflights of the strip, to so many a day each. Those of nobody known count at the upper end.
INSERT INTO expected
    SELECT '23', day, '', CASE WHEN lo > :quota THEN 'violation' WHEN day + interval '24 h' > (SELECT max(at) FROM event) THEN 'pending'
                WHEN hi > :quota THEN 'undetermined' ELSE 'kept' END, party
    FROM (SELECT day, party,
                 count(*) FILTER (WHERE actor = party) AS lo,
                 count(*) FILTER (WHERE actor IN (party, '')) AS hi
          FROM generate_series(timestamptz '2026-01-01Z', timestamptz '2026-01-01Z' + (:days - 1) * interval '24 h', interval '24 h') AS day
               CROSS JOIN (VALUES ('A'), ('B')) AS parties (party)
               LEFT JOIN event ON kind = 'overflight' AND distance <= 10000 AND at >= day AND at < day + interval '24 h'
          GROUP BY day, party) AS counted;

-- Clause 24: a consultation within 48 h of each moment at which it becomes true that more than :burst violations of clause 1
-- by one party lie within 24 h. It may become true or false when an act comes in, or falls out of the window.
CREATE TABLE attack AS SELECT at, party FROM expected WHERE clause = '1' AND party IS NOT NULL;
CREATE INDEX attack_at ON attack (party, at);
CREATE TABLE change AS
    SELECT at, (SELECT count(*) FROM attack WHERE party = 'A' AND attack.at > m.at - interval '24 h' AND attack.at <= m.at) > :burst
            OR (SELECT count(*) FROM attack WHERE party = 'B' AND attack.at > m.at - interval '24 h' AND attack.at <= m.at) > :burst AS holds
    FROM (SELECT at FROM attack UNION SELECT at + interval '24 h' FROM attack) AS m;
INSERT INTO expected
    SELECT '24', at, '',
           CASE WHEN EXISTS (SELECT FROM event c WHERE c.kind = 'consultation' AND c.at >= t.at AND c.at <= t.at + interval '48 h') THEN 'fulfilled'
                WHEN t.at + interval '48 h' >= (SELECT max(at) FROM event) THEN 'pending'
                WHEN EXISTS (SELECT FROM event c WHERE c.kind = 'consultation' AND c.at > t.at + interval '48 h') THEN 'late'
                ELSE 'breached' END, 'M'
    FROM (SELECT at, holds, lag(holds) OVER (ORDER BY at) AS held FROM change) AS t
    WHERE holds AND held IS DISTINCT FROM true AND at <= (SELECT max(at) FROM event);
