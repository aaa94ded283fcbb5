-- SPDX-License-Identifier: GPL-2.0-only
CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor=100)
CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84)) WITH (fillfactor=100)
CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84)) WITH (fillfactor=100)
CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))
INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, 1) n
INSERT INTO pgbench_tellers SELECT n, 1, 0, '' FROM generate_series(1, 10) n
INSERT INTO pgbench_accounts SELECT n, 1, 0, '' FROM generate_series(1, 100000) n
VACUUM ANALYZE
CHECKPOINT
