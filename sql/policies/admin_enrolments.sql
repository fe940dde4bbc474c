-- Hashes of enrolment links, at the door only; a newer link of the same admin replaces the older one.

alter table app.admin_enrolments enable row level security;
alter table app.admin_enrolments force row level security;

drop policy if exists door on app.admin_enrolments;
create policy door on app.admin_enrolments for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_enrolments from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert, update (used_at), delete on app.admin_enrolments to oi_door;
