-- What a campaign comes to on a day. The list, the filter and the export all ask here with app.local_today(), so it begins
-- and ends for all of them at the organization's midnight.

create or replace function app.campaign_status(
  chosen app.campaign_status, start_date date, end_date date, today date
) returns app.campaign_status
language sql immutable parallel safe
set search_path = ''
return case
  when chosen not in ('ACTIVE', 'PAUSED') then chosen
  when end_date < today then 'ENDED'::app.campaign_status
  when start_date > today then 'DRAFT'::app.campaign_status
  else chosen
end;
comment on function app.campaign_status(app.campaign_status, date, date, date) is
  'What was chosen, but ENDED after the last day and DRAFT before the first.';

grant execute on function app.campaign_status(app.campaign_status, date, date, date) to oi_app, oi_export;
