-- On top of the default edition: the plan's terms as areas, a few invented concepts, one apprenticeship
-- standard and one job profile in our own words, learners and vacancies, and matches of both levels.
-- What the default edition may hold of this by itself goes first.
DELETE FROM match_override;
DELETE FROM statement_match;
DELETE FROM concept_label;
DELETE FROM concept_broader;
DELETE FROM concept_link;
DELETE FROM concept;
DELETE FROM scheme;
DELETE FROM method;

INSERT INTO method VALUES ('areas-1', 'How sentences meet areas', '1', 'For tests.'),
  ('concepts-1', 'How sentences meet concepts', '1', 'For tests.');
INSERT INTO scheme VALUES ('areas', 'Areas', '1', NULL, 1, 'market-demo'),
  ('esco', 'ESCO', '1.2', NULL, 2, 'market-demo');
INSERT INTO concept VALUES ('K', 'areas', 'facet', 'K', 'Knowledge', '', NULL, NULL, 1),
  ('S', 'areas', 'facet', 'S', 'Skills', '', NULL, NULL, 2),
  ('B', 'areas', 'facet', 'B', 'Behaviours', '', NULL, NULL, 3);
INSERT INTO concept SELECT t.code, 'areas', 'area', t.ksb, i.label, t.definition, NULL, t.code,
  10 + i.position FROM term t JOIN item i ON i.code = t.code;
INSERT INTO concept_broader SELECT code, ksb, 'declared' FROM concept WHERE kind = 'area';
INSERT INTO concept VALUES
  ('esco:group', 'esco', 'group', '', 'logistics', '', NULL, NULL, 900),
  ('esco:stock', 'esco', 'concept', 'S', 'count stock in a store', 'Count what lies in a store and compare it with the record.', NULL, NULL, 901),
  ('esco:load', 'esco', 'concept', 'S', 'load goods on vehicles', 'Put goods on a vehicle so that they cannot move.', NULL, NULL, 902),
  ('esco:truck', 'esco', 'concept', 'S', 'drive a lift truck', 'Move pallets with a lift truck.', NULL, NULL, 903),
  ('esco:rules', 'esco', 'concept', 'K', 'rules of dangerous goods', 'What may be carried and how it is marked.', NULL, NULL, 904),
  ('esco:calm', 'esco', 'concept', '', 'keep calm under pressure', 'Stay calm when much happens at once.', NULL, NULL, 905);
INSERT INTO concept_broader VALUES ('esco:stock', 'esco:group', 'declared'),
  ('esco:load', 'esco:group', 'declared'), ('esco:truck', 'esco:group', 'declared');
INSERT INTO concept_label VALUES ('esco:stock', 'stocktaking', 'alternative'),
  ('esco:load', 'vehicle loading', 'alternative'), ('esco:truck', 'forklift driving', 'alternative'),
  ('S.moving-goods', 'warehouse', 'seed'), ('S.moving-goods', 'pallet', 'seed');

-- A standard and a job profile; two sentences stand in both.
INSERT INTO document VALUES
  ('ST9001', 'standard', 'supply', 'Warehouse team member', 'Takes goods in, keeps them safe and sends them out.', 2, 'Transport and logistics', 'logistics', NULL, '', '', '', NULL, NULL, 'https://example.org/ST9001', 'market-demo'),
  ('ST9002', 'standard', 'supply', 'Office team member', 'Keeps an office going.', 3, 'Business and administration', NULL, NULL, '', '', '', NULL, NULL, NULL, 'market-demo'),
  ('profile:warehouse-worker', 'profile', 'demand', 'Warehouse worker', 'Moves, counts and packs goods.', NULL, '', 'logistics', NULL, '', '9252', '2020', NULL, NULL, NULL, 'market-demo');
INSERT INTO document_title VALUES ('ST9001', 'Goods-in assistant'), ('ST9001', 'Picker and packer'),
  ('profile:warehouse-worker', 'Warehouse operative'), ('profile:warehouse-worker', 'Stock handler');
INSERT INTO statement VALUES
  (90001, 'ST9001', 'supply', 'K1', 'K', 1, NULL, 'How to count stock in a store and report what is missing', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0001', NULL),
  (90002, 'ST9001', 'supply', 'K2', 'K', 1, NULL, 'The rules for dangerous goods and how they are marked', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0002', NULL),
  (90003, 'ST9001', 'supply', 'S1', 'S', 1, NULL, 'Load goods on vehicles so that nothing moves on the road', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0003', NULL),
  (90004, 'ST9001', 'supply', 'S2', 'S', 1, NULL, 'Work with others to clear a busy bay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0004', NULL),
  (90005, 'ST9001', 'supply', 'B1', 'B', 1, NULL, 'Keep calm when three lorries come at once', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0005', NULL),
  (90006, 'ST9002', 'supply', 'S1', 'S', 1, NULL, 'Work with others to clear a busy desk', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0006', NULL),
  (90007, 'profile:warehouse-worker', 'demand', '', 'S', 0, 0.83, 'How to count stock in a store and report what is missing', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0001', NULL),
  (90008, 'profile:warehouse-worker', 'demand', '', 'S', 0, 0.97, 'Load goods on vehicles so that nothing moves on the road', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0003', NULL),
  (90009, 'profile:warehouse-worker', 'demand', '', 'S', 0, 0.9, 'Work with others', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa0009', NULL);
INSERT INTO document_weight VALUES
  ('ST9001', 'starts', 'E69000020', '', '2024/25', 190, 0, 'market-demo'),
  ('ST9001', 'starts', 'E69000020', 'P01', '2024/25', 120, 0, 'market-demo'),
  ('ST9001', 'starts', 'E06000016', 'P01', '2024/25', 80, 0, 'market-demo'),
  ('ST9001', 'starts', 'E07000134', 'P06', '2024/25', 30, 1, 'market-demo'),
  ('ST9001', 'starts', 'E07000129', 'P06', '2024/25', 10, 0, 'market-demo'),
  ('ST9001', 'starts', 'E69000020', 'P02', '2023/24', 500, 0, 'market-demo'),
  ('ST9001', 'starts', 'E69000020', 'P02', '2025/26 (part)', 5, 0, 'market-demo'),
  ('ST9001', 'achievements', 'E69000020', 'P01', '2025/26', 60, 0, 'market-demo'),
  ('profile:warehouse-worker', 'vacancies', 'E69000020', '', '2026-05', 410, 1, 'market-demo'),
  ('profile:warehouse-worker', 'vacancies', 'E06000016', '', '2026-05', 200, 0, 'market-demo');

-- Matches: of the demonstration texts what they were tied to, every seventh unsure.
INSERT INTO statement_match
  SELECT statement, 'area', row_number () OVER w, term,
    CASE WHEN statement % 7 = 0 THEN 0.2 ELSE 0.9 * score END, 0.1,
    CASE WHEN statement % 7 = 0 THEN 0.21 ELSE 0.88 * score END, 'areas-1',
    CASE WHEN statement % 7 = 0 THEN 'unsure' ELSE 'matched' END
  FROM statement_term WHERE statement < 90000
  WINDOW w AS (PARTITION BY statement ORDER BY score DESC, term);
INSERT INTO statement_match VALUES
  (90001, 'area', 1, 'S.moving-goods', 0.61, 0.2, 0.72, 'areas-1', 'matched'),
  (90001, 'area', 2, 'S.using-numbers', 0.4, 0.1, 0.28, 'areas-1', 'unsure'),
  (90001, 'concept', 1, 'esco:stock', 0.8, 0.4, 0.93, 'concepts-1', 'matched'),
  (90001, 'concept', 2, 'esco:load', 0.3, 0.1, 0.12, 'concepts-1', 'unsure'),
  (90002, 'area', 1, 'K.health-safety', 0.5, 0.1, 0.58, 'areas-1', 'matched'),
  (90002, 'concept', 1, 'esco:rules', 0.7, 0.4, 1, 'concepts-1', 'confirmed'),
  (90003, 'area', 1, 'S.moving-goods', 0.7, 0.3, 0.81, 'areas-1', 'matched'),
  (90003, 'concept', 1, 'esco:load', 0.9, 0.5, 0.97, 'concepts-1', 'matched'),
  (90004, 'area', 1, 'S.team-working', 0.6, 0.3, 0.7, 'areas-1', 'matched'),
  (90005, 'area', 1, 'B.resilient', 0.3, 0.05, 0.24, 'areas-1', 'unsure'),
  (90005, 'concept', 1, 'esco:calm', 0.5, 0.3, 1, 'concepts-1', 'corrected'),
  (90006, 'area', 1, 'S.team-working', 0.6, 0.3, 0.7, 'areas-1', 'matched'),
  (90007, 'area', 1, 'S.moving-goods', 0.61, 0.2, 0.72, 'areas-1', 'matched'),
  (90007, 'concept', 1, 'esco:stock', 0.8, 0.4, 0.93, 'concepts-1', 'matched'),
  (90008, 'area', 1, 'S.moving-goods', 0.7, 0.3, 0.81, 'areas-1', 'matched'),
  (90008, 'concept', 1, 'esco:load', 0.9, 0.5, 0.97, 'concepts-1', 'matched'),
  (90009, 'area', 1, 'S.team-working', 0.7, 0.3, 0.8, 'areas-1', 'matched');
INSERT INTO match_override VALUES
  ('aaaaaaaaaaaaaaaaaaaaaaaaaaaa0005', 'concept', 'esco:calm', 'is', 'It says so.', 'data custodian', '2026-10-02');

-- A published edition has no free pages.
VACUUM;
