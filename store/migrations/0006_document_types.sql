-- +goose Up
INSERT INTO document_types (code, basis, article, applies, max_age_months, renew_months, printed_end, per_follow_up, strict_age) VALUES
    ('ASV', 'VIGILANCE', 'D. 8222-5 1°', 'french', 6, 6, FALSE, FALSE, TRUE),
    ('IMM', 'VIGILANCE', 'D. 8222-5 2°', 'french', 0, 6, FALSE, FALSE, FALSE),
    ('LNTE', 'VIGILANCE', 'D. 8254-2', 'french', 0, 6, FALSE, FALSE, FALSE),
    ('TVA-E', 'VIGILANCE', 'D. 8222-7 1°a', 'foreign', 0, 6, FALSE, FALSE, FALSE),
    ('SOC-E', 'VIGILANCE', 'D. 8222-7 1°b', 'foreign', 0, 6, FALSE, FALSE, FALSE),
    ('REG-E', 'VIGILANCE', 'D. 8222-7 2°', 'foreign', 6, 6, FALSE, FALSE, FALSE),
    ('FISC', 'USAGE', '', 'buyer', 0, 12, FALSE, FALSE, FALSE),
    ('RCP', 'BUYER_RULE', '', 'buyer', 0, 0, TRUE, FALSE, FALSE),
    ('DEC', 'BUYER_RULE', '', 'building', 0, 0, TRUE, FALSE, FALSE),
    ('CHART', 'BUYER_RULE', '', 'buyer', 0, 0, FALSE, TRUE, FALSE);
