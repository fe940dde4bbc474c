-- Read wherever a feature is gated; written by sql/plans.sql alone.

revoke all on app.plan_features from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select on app.plan_features to oi_app, oi_export, oi_auth;
grant select on app.plan_features to oi_admin;
