-- The catalogue is public: every road that shows or checks a plan reads it, none writes it.

revoke all on app.plans from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select on app.plans to oi_app, oi_export, oi_auth;
grant select on app.plans to oi_admin;
