-- Background work is enqueued in the transaction of what causes it. The job library enables row security on its tables and
-- grants nothing, so these two functions, and no others, run with the rights of their owner: oi_jobs, which owns those
-- tables and nothing else. Whatever an organization enqueues carries its id, in its own lane (one job of a kind at a
-- time) and under keys of its own, so that no organization can meet another's job.
grant usage, create on schema app to oi_jobs;
set local role oi_jobs;

-- As they were before a job could be told when.
drop function if exists app.enqueue(text, json, text);
drop function if exists app.enqueue_platform(text, json, text);

create or replace function app.enqueue_platform(task text, payload json, key text, run_at timestamptz default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  organization text := payload ->> 'organizationId';
begin
  if json_typeof(payload) is distinct from 'object' then
    raise exception 'a payload is an object' using errcode = '22023';
  end if;
  perform graphile_worker.add_job(
    task,
    payload,
    queue_name := task || ' ' || organization,
    run_at := run_at,
    job_key := coalesce(organization, 'platform') || ' ' || task || ' ' || key);
end
$$;
comment on function app.enqueue_platform(text, json, text, timestamptz) is
  'Enqueues work of the platform, or for the organization named in the payload (organizationId), for now or for run_at. While a job with the key waits it is replaced. For roads that reach any organization.';

create or replace function app.enqueue(task text, payload json, key text, run_at timestamptz default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform app.enqueue_platform(
    task,
    (payload::jsonb || jsonb_build_object('organizationId', app.current_org()))::json,
    key,
    run_at);
end
$$;
comment on function app.enqueue(text, json, text, timestamptz) is
  'Enqueues work for the organization this transaction was opened for, for now or for run_at; its id is put into the payload, whatever was there. 42501 when none was set.';

revoke execute on function app.enqueue(text, json, text, timestamptz), app.enqueue_platform(text, json, text, timestamptz) from public;
grant execute on function app.enqueue(text, json, text, timestamptz) to oi_app, oi_auth;
grant execute on function app.enqueue_platform(text, json, text, timestamptz) to oi_auth, oi_keeper, oi_mailer;

set local role oi_owner;
revoke create on schema app from oi_jobs;
