-- SPDX-License-Identifier: Apache-2.0
--
-- Events for the comparison with SQL: exact in place and time, so that both sides have one answer. Numbers come from a
-- multiplicative hash of the row, so that every server makes the same rows. Needs :rows and :days.
CREATE EXTENSION IF NOT EXISTS postgis;

-- A number in [0, 1) for row n and purpose p.
CREATE FUNCTION draw(n bigint, p int) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT ((((n * 7919 + p * 104729 + 12345) % 2147483648 * 2654435761 % 4294967296 # ((n + p * 977) * 40503 % 65536))
             * 69069 % 4294967296 * 1664525 + 1013904223) % 4294967296)::double precision / 4294967296
$$;

-- A line from west to east with short edges, and twenty zones beside it: stars of 60 corners that overlap.
CREATE TABLE corner AS
    SELECT i, round((36 + i * 0.005)::numeric, 7) AS lon,
           round((48 + 0.15 * sin(i / 23.0) + 0.03 * sin(i / 5.0))::numeric, 7) AS lat
    FROM generate_series(0, 400) AS i;
CREATE TABLE front AS
    SELECT ST_MakeLine(ST_SetSRID(ST_MakePoint(lon::double precision, lat::double precision), 4326) ORDER BY i) AS line
    FROM corner;
CREATE TABLE zone AS
    SELECT z, ST_SetSRID(ST_MakePolygon(ST_AddPoint(path, ST_StartPoint(path))), 4326) AS area
    FROM (SELECT z, ST_MakeLine(ST_MakePoint(lon, lat) ORDER BY k) AS path
          FROM (SELECT z, k,
                       round((36.2 + 0.08 * z + cos(radians(6 * k)) * r)::numeric, 7)::double precision AS lon,
                       round((48 + 0.12 * sin(z) + sin(radians(6 * k)) * r)::numeric, 7)::double precision AS lat
                FROM (SELECT z, k, 0.03 + 0.09 * draw(z * 1000 + k, 9) AS r
                      FROM generate_series(1, 20) AS z, generate_series(0, 59) AS k) AS ray) AS point
          GROUP BY z) AS ring;

CREATE TABLE event AS
    SELECT n, 'e' || n AS id,
           timestamptz '2026-01-01 00:00:00Z'
               + floor(draw(n, 1) * 1000000) * interval '1 microsecond' * (:days * 86400.0 - 2) + interval '1 second' AS at,
           round((35.9 + 2.2 * draw(n, 2))::numeric, 7)::double precision AS lon,
           round((48 + 0.5 * (draw(n, 3) + draw(n, 4) + draw(n, 5) - 1.5))::numeric, 7)::double precision AS lat,
           CASE WHEN draw(n, 6) < 0.40 THEN 'shelling'
                WHEN draw(n, 6) < 0.50 THEN 'airstrike'
                WHEN draw(n, 6) < 0.65 THEN 'troop_movement'
                WHEN draw(n, 6) < 0.80 THEN 'notification'
                WHEN draw(n, 6) < 0.90 THEN 'artillery'
                WHEN draw(n, 6) < 0.99995 THEN 'overflight'
                ELSE 'consultation' END AS kind,
           CASE WHEN draw(n, 7) < 0.42 THEN 'A'
                WHEN draw(n, 7) < 0.85 THEN 'B'
                WHEN draw(n, 7) < 0.95 THEN ''
                ELSE 'other' END AS actor,
           1 + floor(draw(n, 8) * 40)::int AS route,
           1 + floor(draw(n, 10) * 400)::int AS unit
    FROM generate_series(1, :rows) AS n;
UPDATE event SET at = CASE n WHEN 1 THEN timestamptz '2026-01-01 00:00:00Z' ELSE date_trunc('milliseconds', at) END;
UPDATE event SET actor = 'M' WHERE kind = 'consultation';
UPDATE event SET actor = CASE WHEN draw(n, 7) < 0.5 THEN 'A' ELSE 'B' END WHERE kind = 'notification';
UPDATE event SET actor = CASE WHEN unit % 2 = 0 THEN 'A' ELSE 'B' END WHERE kind = 'artillery';
ALTER TABLE event ADD COLUMN spot geometry;
UPDATE event SET spot = ST_SetSRID(ST_MakePoint(lon, lat), 4326);
-- What lies within a metre of the ten kilometres is left out: there the two measures of one distance may differ.
ALTER TABLE event ADD COLUMN distance double precision;
UPDATE event SET distance = ST_Distance(event.spot::geography, front.line::geography, true)
    FROM front WHERE event.kind IN ('troop_movement', 'overflight');
DELETE FROM event WHERE abs(distance - 10000) < 1;
-- Two sightings of one unit at one moment have no order.
DELETE FROM event a USING event b
    WHERE a.kind = 'artillery' AND b.kind = 'artillery' AND a.unit = b.unit AND a.at = b.at AND a.n > b.n;
CREATE INDEX event_spot ON event USING gist (spot);
CREATE INDEX event_notice ON event (kind, actor, route, at);
ANALYZE event;
