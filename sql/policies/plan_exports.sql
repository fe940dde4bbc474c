-- Read by the gate of exports and by the page of plans; written by sql/plans.sql alone.

revoke all on app.plan_exports from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select on app.plan_exports to oi_app, oi_export, oi_auth;
grant select on app.plan_exports to oi_admin;
