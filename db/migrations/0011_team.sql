-- What managing a team needs to know of a member. A removed member's row stays, so that their codes and their lines in the
-- log keep a name; an invitation brings it back. Sessions that are older than sessions_ended_at count no more: the member's
-- own row says so, in the transaction that removes or deactivates them.
alter table app.members
  add column removed_at timestamptz,
  add column sessions_ended_at timestamptz,
  add column version integer not null default 1,
  add constraint members_removed_is_deactivated check (removed_at is null or status = 'DEACTIVATED');
comment on column app.members.removed_at is 'When they were removed or left; null for those who are in the team.';
comment on column app.members.sessions_ended_at is 'Sessions opened at or before this have ended.';
comment on column app.members.version is 'Rises with each change of role or status.';
