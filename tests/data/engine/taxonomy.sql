-- A small taxonomy with both sides, added to the default edition by tests. All of it is made up.
DELETE FROM statement_match; DELETE FROM match_override; DELETE FROM statement_term; DELETE FROM statement;
DELETE FROM document_title; DELETE FROM document_weight; DELETE FROM document;
DELETE FROM concept_link; DELETE FROM concept_broader; DELETE FROM concept_label; DELETE FROM concept; DELETE FROM scheme;
INSERT OR IGNORE INTO method VALUES ('areas-t', 'Areas', '1', 'For tests.');
INSERT INTO scheme VALUES
 ('areas', 'Areas of knowledge, skills and behaviours', '1', NULL, 1, 'plan'),
 ('esco', 'ESCO', '1.2.0', 'https://esco.ec.europa.eu/', 2, 'plan');
INSERT INTO concept VALUES
 ('K', 'areas', 'facet', 'K', 'Knowledge', 'What people know.', NULL, NULL, 1),
 ('S', 'areas', 'facet', 'S', 'Skills', 'What people can do.', NULL, NULL, 2),
 ('B', 'areas', 'facet', 'B', 'Behaviours', 'How people go about it.', NULL, NULL, 3),
 ('K01', 'areas', 'area', 'K', 'Technical and vocational knowledge', 'How the materials and machines of a trade work.', NULL, NULL, 4),
 ('K01.construction', 'areas', 'split', 'K', 'Technical and vocational knowledge: construction', '', NULL, NULL, 5),
 ('K01.transport', 'areas', 'split', 'K', 'Technical and vocational knowledge: transport', '', NULL, NULL, 6),
 ('S01', 'areas', 'area', 'S', 'Storing and moving goods', 'Receiving, storing, picking and moving goods safely.', NULL, NULL, 7),
 ('S02', 'areas', 'area', 'S', 'Using tools and machinery', 'Setting up and operating machines.', NULL, NULL, 8),
 ('B01', 'areas', 'area', 'B', 'Team working', 'Working with others towards one end.', NULL, NULL, 9),
 ('B02', 'areas', 'area', 'B', 'Patience', '', NULL, NULL, 10),
 ('esco:S6', 'esco', 'group', 'S', 'handling and moving', 'Sorting, arranging, moving objects.', 'https://esco.ec.europa.eu/S6', NULL, 11),
 ('esco:store-goods', 'esco', 'concept', 'S', 'store warehouse goods', 'Place goods on shelves.', 'https://esco.ec.europa.eu/store', NULL, 12),
 ('esco:forklift', 'esco', 'concept', 'S', 'operate forklift', 'Drive and control a lift truck.', 'https://esco.ec.europa.eu/forklift', NULL, 13),
 ('esco:harp', 'esco', 'concept', 'S', 'play the harp', '', NULL, NULL, 14);
INSERT INTO concept_label VALUES
 ('S01', 'warehousing', 'alternative'), ('S01', 'pick and pack', 'seed'), ('S01', 'stock', 'seed'),
 ('esco:store-goods', 'stockroom work', 'alternative'), ('esco:store-goods', 'put away stock', 'alternative'),
 ('esco:forklift', 'drive a fork lift truck', 'alternative'), ('B01', 'work as one crew', 'alternative');
INSERT INTO concept_broader VALUES
 ('K01', 'K', 'declared'), ('K01.construction', 'K01', 'declared'), ('K01.transport', 'K01', 'declared'),
 ('S01', 'S', 'declared'), ('S02', 'S', 'declared'), ('B01', 'B', 'declared'), ('B02', 'B', 'declared'),
 ('esco:S6', 'S01', 'declared'), ('esco:store-goods', 'esco:S6', 'declared'), ('esco:forklift', 'esco:S6', 'declared'),
 ('esco:forklift', 'S02', 'matched');
INSERT INTO concept_link VALUES ('esco:store-goods', 'close', 'S01'), ('esco:forklift', 'related', 'esco:store-goods');
INSERT INTO document VALUES
 ('T-ST1', 'standard', 'supply', 'Supply chain warehouse operative', '', 2, 'Transport and logistics', NULL, NULL, '', '', '', NULL, NULL, NULL, 'plan'),
 ('T-C1', 'course', 'supply', 'Bricklaying', '', 2, 'Construction', NULL, NULL, '', '', '', NULL, NULL, NULL, 'plan'),
 ('T-A1', 'advert', 'demand', 'Warehouse operative', '', NULL, '', 'logistics', NULL, '2025-01', '', '', NULL, NULL, NULL, 'market-demo'),
 ('T-A2', 'advert', 'demand', 'Forklift driver', '', NULL, '', 'logistics', NULL, '2025-01', '', '', NULL, NULL, NULL, 'market-demo'),
 ('T-A3', 'advert', 'demand', 'Machine setter', '', NULL, '', 'manufacturing', NULL, '2025-01', '', '', NULL, NULL, NULL, 'market-demo'),
 ('T-P1', 'profile', 'demand', 'Sports coach', '', NULL, '', 'sport-health', NULL, '', '', '', NULL, NULL, NULL, 'plan'),
 ('T-P2', 'profile', 'demand', 'Without statements', '', NULL, '', 'sport-health', NULL, '', '', '', NULL, NULL, NULL, 'plan');
INSERT INTO statement VALUES
 (1, 'T-ST1', 'supply', 'S1', 'S', 1, NULL, 'Store goods in the right place.', '00000000000000000000000000000001', NULL),
 (2, 'T-ST1', 'supply', 'S2', 'S', 1, NULL, 'Pick and pack orders.', '00000000000000000000000000000002', NULL),
 (3, 'T-C1', 'supply', '', 'K', 0, 0.9, 'How mortar sets.', '00000000000000000000000000000003', NULL),
 (4, 'T-C1', 'supply', '', 'S', 0, 0.7, 'Sing.', '00000000000000000000000000000004', NULL),
 (5, 'T-A1', 'demand', '', 'S', 0, 0.9, 'You will put stock away.', '00000000000000000000000000000005', NULL),
 (6, 'T-A1', 'demand', '', 'B', 0, 0.8, 'A good member of a team.', '00000000000000000000000000000006', NULL),
 (7, 'T-A2', 'demand', '', 'S', 0, 0.9, 'Drive a fork lift truck in a warehouse.', '00000000000000000000000000000007', NULL),
 (8, 'T-A2', 'demand', '', 'B', 0, 0.8, 'Works as one crew.', '00000000000000000000000000000008', NULL),
 (9, 'T-A3', 'demand', '', 'S', 0, 0.9, 'Sets presses.', '00000000000000000000000000000009', NULL),
 (10, 'T-A3', 'demand', '', 'B', 0, 0.8, 'Team player.', '0000000000000000000000000000000a', NULL),
 (11, 'T-P1', 'demand', '', 'B', 0, 0.8, 'Works with other coaches.', '0000000000000000000000000000000b', NULL),
 (12, 'T-P1', 'demand', '', 'S', 0, 0.8, 'Something odd.', '0000000000000000000000000000000c', NULL);
INSERT INTO statement_match VALUES
 (1, 'area', 1, 'S01', 0.9, 0.5, 0.95, 'areas-t', 'matched'),
 (1, 'concept', 1, 'esco:store-goods', 0.8, 0.3, 0.8, 'areas-t', 'matched'),
 (2, 'area', 1, 'S01', 0.7, 0.3, 0.85, 'areas-t', 'confirmed'),
 (3, 'area', 1, 'K01.construction', 0.8, 0.3, 0.8, 'areas-t', 'matched'),
 (3, 'area', 2, 'K01', 0.4, 0.0, 0.5, 'areas-t', 'matched'),
 (4, 'area', 1, 'S02', 0.1, 0.0, 0.2, 'areas-t', 'unsure'),
 (5, 'area', 1, 'S01', 0.8, 0.3, 0.9, 'areas-t', 'corrected'),
 (5, 'concept', 1, 'esco:store-goods', 0.8, 0.3, 0.8, 'areas-t', 'matched'),
 (6, 'area', 1, 'B01', 0.8, 0.3, 0.9, 'areas-t', 'matched'),
 (7, 'area', 1, 'S02', 0.8, 0.3, 0.7, 'areas-t', 'matched'),
 (7, 'area', 2, 'S01', 0.6, 0.3, 0.6, 'areas-t', 'matched'),
 (7, 'concept', 1, 'esco:forklift', 0.9, 0.5, 0.9, 'areas-t', 'matched'),
 (8, 'area', 1, 'B01', 0.8, 0.3, 0.9, 'areas-t', 'matched'),
 (9, 'area', 1, 'S02', 0.8, 0.3, 0.9, 'areas-t', 'matched'),
 (10, 'area', 1, 'B01', 0.8, 0.3, 0.9, 'areas-t', 'matched'),
 (11, 'area', 1, 'B01', 0.8, 0.3, 0.9, 'areas-t', 'matched'),
 (12, 'area', 1, 'S01', 0.2, 0.0, 0.3, 'areas-t', 'unsure');
VACUUM;
