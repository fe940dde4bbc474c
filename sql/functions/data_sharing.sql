-- Whether an organization's scans may go into the anonymised data product: by consent where the law asks for it (EU, EEA, United
-- Kingdom, Switzerland), elsewhere unless it said no. Where the country is not known, as where consent is asked for.

create or replace function app.needs_consent(country_code text) returns boolean
language sql immutable
set search_path = ''
return coalesce(country_code = any (array[
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL',
  'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
  'IS', 'LI', 'NO',
  'GB', 'CH']), true);
comment on function app.needs_consent(text) is
  'Whether an organization of that country (ISO 3166-1 alpha-2) shares data only after it said yes; true for null.';

create or replace function app.shares_data(said boolean, country_code text) returns boolean
language sql immutable
set search_path = ''
return coalesce(said, not app.needs_consent(country_code));
comment on function app.shares_data(boolean, text) is
  'Whether an organization''s scans go into the anonymised data product: its own word, else what holds in its country.';

grant execute on function app.needs_consent(text), app.shares_data(boolean, text) to oi_app;
