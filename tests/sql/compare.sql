-- SPDX-License-Identifier: Apache-2.0
--
-- The findings of the program beside those of SQL: both ways, row by row. Standing findings (a clause that nothing stands
-- against) have no counterpart. Needs :findings, the path of findings.ndjson.
CREATE TABLE line (text text);
\set copy '\\copy line FROM ' :'findings' ' WITH (FORMAT csv, QUOTE e''\\x01'', DELIMITER e''\\x02'')'
:copy
CREATE TABLE found AS
    SELECT doc->>'clause' AS clause, (doc->'time'->>'from')::timestamptz AS at,
           CASE WHEN doc->>'clause' IN ('23', '24') THEN '' ELSE replace(doc->'because'->>0, 'events:', '') END AS what,
           doc->>'verdict' AS verdict, doc->>'party' AS party
    FROM (SELECT text::jsonb AS doc FROM line) AS lines
    WHERE doc->>'clause' IN ('23', '24') OR doc->'occurrence' <> 'null';

CREATE TABLE missing AS SELECT * FROM expected EXCEPT ALL SELECT * FROM found;
CREATE TABLE extra AS SELECT * FROM found EXCEPT ALL SELECT * FROM expected;
\pset footer off
SELECT CASE WHEN clause::int <= 20 THEN 'forbid in a zone (20 clauses)'
            WHEN clause = '21' THEN 'notice between 24 h and 72 h before'
            WHEN clause = '22' THEN 'keep out of a zone'
            WHEN clause = '23' THEN 'so many a day'
            ELSE 'count over 24 h, answer within 48 h' END AS form,
       verdict, sum(in_sql) AS "in SQL", sum(in_truce) AS "in truce", sum(differ) AS differ
FROM (SELECT clause, verdict, 1 AS in_sql, 0 AS in_truce, 0 AS differ FROM expected
      UNION ALL SELECT clause, verdict, 0, 1, 0 FROM found
      UNION ALL SELECT clause, verdict, 0, 0, 1 FROM missing
      UNION ALL SELECT clause, verdict, 0, 0, 1 FROM extra) AS rows
GROUP BY 1, 2 ORDER BY min(clause::int), 2;
SELECT 'missing' AS side, * FROM (SELECT * FROM missing ORDER BY 1, 2, 3 LIMIT 5) AS few
UNION ALL SELECT 'extra', * FROM (SELECT * FROM extra ORDER BY 1, 2, 3 LIMIT 5) AS few;
SELECT 1 / (CASE WHEN (SELECT count(*) FROM missing) + (SELECT count(*) FROM extra) = 0
                  AND (SELECT count(*) FROM expected) > 0 THEN 1 ELSE 0 END) AS same;
