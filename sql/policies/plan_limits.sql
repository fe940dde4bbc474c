-- Read wherever a limit is checked or shown; written by sql/plans.sql alone.

revoke all on app.plan_limits from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select on app.plan_limits to oi_app, oi_export, oi_auth;
grant select on app.plan_limits to oi_admin;
