-- The plans, their limits, their exports and features: the one place that knows them. Edit a row here and the
-- database, the API, the dashboard and the admin building follow at the next migration.

insert into app.plans (id, name, price_cents, rank, is_default, lookback_days) values
  ('small_business', 'Small Business', 0, 1, true, 30),
  ('medium_business', 'Medium Business', 2900, 2, false, 365),
  ('enterprise', 'Enterprise', 9900, 3, false, 1095)
on conflict (id) do update set
  name = excluded.name, price_cents = excluded.price_cents, rank = excluded.rank,
  is_default = excluded.is_default, lookback_days = excluded.lookback_days;

-- null is unlimited; a gigabyte is 1024 * 1024 * 1024 bytes.
insert into app.plan_limits (plan_id, resource, max) values
  ('small_business', 'QR_CODES', 5),
  ('small_business', 'SEATS', 3),
  ('small_business', 'STORAGE_BYTES', 250 * 1024::bigint * 1024 * 1024),
  ('small_business', 'CAMPAIGNS', null),
  ('small_business', 'UPLOADS', null),
  ('medium_business', 'QR_CODES', 100),
  ('medium_business', 'SEATS', null),
  ('medium_business', 'STORAGE_BYTES', 500 * 1024::bigint * 1024 * 1024),
  ('medium_business', 'CAMPAIGNS', null),
  ('medium_business', 'UPLOADS', null),
  ('enterprise', 'QR_CODES', null),
  ('enterprise', 'SEATS', null),
  ('enterprise', 'STORAGE_BYTES', 2048 * 1024::bigint * 1024 * 1024),
  ('enterprise', 'CAMPAIGNS', null),
  ('enterprise', 'UPLOADS', null)
on conflict (plan_id, resource) do update set max = excluded.max;

-- What each plan may export: the documented matrix, seven datasets by three formats by three plans, and JSON beside it.
delete from app.plan_exports;
insert into app.plan_exports (plan_id, dataset, format)
select cell.plan_id, dataset, format
from (values
  ('small_business', '{ACTIVITY,QR_CODES,CAMPAIGNS,TEAM}'::app.dataset[], '{CSV}'::app.export_format[]),
  ('medium_business', '{ACTIVITY,QR_CODES,CAMPAIGNS,TEAM,ANALYTICS}', '{CSV,EXCEL}'),
  ('enterprise', '{ACTIVITY,QR_CODES,CAMPAIGNS,TEAM,ANALYTICS,QR_SCANS,CUSTOM}', '{CSV,EXCEL,PDF,JSON}')
) as cell (plan_id, datasets, formats), unnest(cell.datasets) as dataset, unnest(cell.formats) as format;

delete from app.plan_features;
insert into app.plan_features (plan_id, feature) values
  ('medium_business', 'INBOX'),
  ('enterprise', 'INBOX')
;
