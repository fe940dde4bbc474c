-- What a code is at this moment, from the three things that are stored about it. The list, the filter, the redirect and
-- the export all ask here.
create or replace function app.qr_code_status(
  status app.qr_code_status, expires_at timestamptz, deleted_at timestamptz
) returns app.qr_code_status
language sql stable parallel safe
set search_path = ''
return case
  when deleted_at is not null then 'DELETED'::app.qr_code_status
  when status = 'TAKEN_DOWN' then status
  when expires_at <= now() then 'EXPIRED'::app.qr_code_status
  else status
end;
comment on function app.qr_code_status(app.qr_code_status, timestamptz, timestamptz) is
  'DELETED before TAKEN_DOWN before EXPIRED before what the owner chose.';

grant execute on function app.qr_code_status(app.qr_code_status, timestamptz, timestamptz) to oi_app, oi_export, oi_scan;
