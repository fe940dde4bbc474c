-- One role a road, each with the least it needs; the migrator sets their passwords. Roles belong to the cluster, so this
-- file is written to be run again. NOINHERIT and member of nothing: what a road may do is what the policy files grant it.
--   oi_owner   owns the schema; nobody logs in as it
--   oi_app     a signed-in member's operation, inside one organization
--   oi_export  the same, read-only and long enough to stream a file
--   oi_auth    sign-up, sign-in, sessions: looks before the tenant is known, writes only into the tenant it has set
--   oi_scan    the public scan: finds a slug, stores hits
--   oi_keeper  maintenance: makes and retires partitions, forgets what must be forgotten
--   oi_mailer  reads the mails that wait and says what became of them
--   oi_jobs    owns the tables of background work; nobody logs in as it
--   oi_rollup  counts the scans of every organization, and writes nothing else
--   oi_door    signs OI's staff in and keeps the log of what they ask
--   oi_admin   what OI's staff ask: reads the granted columns of every organization, past row security, and writes nothing
--   oi_worker  runs background work: may act as oi_jobs when it says so, and has no right in schema app

do $$
declare
  road text;
begin
  if not exists (select from pg_roles where rolname = 'oi_owner') then
    create role oi_owner nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'oi_jobs') then
    create role oi_jobs nologin;
  end if;
  foreach road in array array['oi_app', 'oi_export', 'oi_auth', 'oi_scan', 'oi_keeper', 'oi_mailer', 'oi_worker', 'oi_rollup', 'oi_door', 'oi_admin'] loop
    if not exists (select from pg_roles where rolname = road) then
      execute format('create role %I login', road);
    end if;
    execute format('alter role %I noinherit', road);
    -- These need a superuser to be said at all; they are the default, and the migrator checks them afterwards.
    if (select rolsuper from pg_roles where rolname = current_user) then
      execute format('alter role %I nosuperuser noreplication nocreatedb nocreaterole', road);
      if road <> 'oi_admin' then
        execute format('alter role %I nobypassrls', road);
      end if;
    end if;
    execute format('alter role %I set search_path = app', road);
    execute format('alter role %I set timezone = ''UTC''', road);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''10s''', road);
  end loop;
  -- The one road whose sight no policy narrows; what it may read is the column lists it was granted, and nothing else.
  if not (select rolbypassrls from pg_roles where rolname = 'oi_admin') then
    alter role oi_admin bypassrls;
  end if;
end
$$;

alter role oi_app set statement_timeout = '5s';
alter role oi_app set lock_timeout = '2s';
alter role oi_app set transaction_timeout = '10s';
alter role oi_auth set statement_timeout = '5s';
alter role oi_auth set lock_timeout = '2s';
alter role oi_auth set transaction_timeout = '10s';
alter role oi_scan set statement_timeout = '5s';
alter role oi_scan set lock_timeout = '2s';
alter role oi_scan set transaction_timeout = '10s';
alter role oi_export set transaction_timeout = '15min';
alter role oi_export set idle_in_transaction_session_timeout = '2min';
alter role oi_export set default_transaction_read_only = on;
-- Whoever cancels an export, leaves it or is killed closes the connection: a query that has nothing to send yet notices, too.
do $$
begin
  alter role oi_export set client_connection_check_interval = '1s';
exception when invalid_parameter_value then
  -- Where the system cannot tell (Windows), it notices with the first row it sends.
  null;
end
$$;
alter role oi_keeper set lock_timeout = '2s';
alter role oi_keeper set transaction_timeout = '5min';
alter role oi_mailer set statement_timeout = '5s';
alter role oi_mailer set lock_timeout = '2s';
alter role oi_mailer set transaction_timeout = '10s';
alter role oi_rollup set lock_timeout = '2s';
alter role oi_rollup set transaction_timeout = '5min';
alter role oi_door set statement_timeout = '5s';
alter role oi_door set lock_timeout = '2s';
alter role oi_door set transaction_timeout = '10s';
alter role oi_admin set statement_timeout = '10s';
alter role oi_admin set lock_timeout = '2s';
alter role oi_admin set transaction_timeout = '30s';
alter role oi_admin set default_transaction_read_only = on;
alter role oi_worker set statement_timeout = '30s';
-- A process that is gone is known by its connection (api/jobs/presence.ts): its machine may be gone without a word.
alter role oi_worker set tcp_keepalives_idle = 20;
alter role oi_worker set tcp_keepalives_interval = 5;
