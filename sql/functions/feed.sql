-- Where a feed's cursors are valid: one cluster's one timeline and one database. A restore or a move changes it, and an old
-- cursor is then answered with a gap instead of with wrong rows.
create or replace function app.feed_epoch() returns text
language sql stable parallel safe
set search_path = ''
return (
  select left(md5(concat_ws('-', control.system_identifier, checkpoint.timeline_id, pg_database.oid)), 12)
  from pg_control_system() as control, pg_control_checkpoint() as checkpoint, pg_database
  where datname = current_database()
);
comment on function app.feed_epoch() is 'Twelve characters that name this database as long as its transaction ids mean the same.';

grant execute on function app.feed_epoch() to oi_app;
