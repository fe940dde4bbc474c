-- What the intake found by comparing a hit with its neighbours (too many in a minute, the same visitor again within seconds) cannot
-- be found again: what it compared with is kept for minutes. So where a later classifier gives such a hit another class, the verdict
-- is kept here, and comes back with a classifier that takes the hit for a person again.
alter table app.qr_scan_events add column carried text;
comment on column app.qr_scan_events.carried is 'The reason found among neighbours, of a hit that re-classification gave another class.';
