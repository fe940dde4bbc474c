import { type RawBuilder, sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'

// The ledger, subscription_movements, read three ways: as it stood at the end of a day, by what moved, and month by month.
// Days and months are UTC's. What an organization pays is the newest line before a moment, by time and then by id.

/** What everybody paid just before a moment. */
function standingAt(moment: RawBuilder<Date>): RawBuilder<unknown> {
  return sql`select distinct on (organization_id) organization_id, to_plan_id, after_cents as cents
    from subscription_movements where occurred_at < ${moment} order by organization_id, occurred_at desc, id desc`
}

export type Standing = {
  mrr_cents: number
  paying: number
  active: number
  plans: PlanStanding[]
}
export type PlanStanding = { plan_id: string; plan: string; mrr_cents: number; paying: number }

/** The end of that day, or now when the day is not over. */
export async function standingOn(db: AdminDb, day: string): Promise<Standing> {
  const moment = sql<Date>`((${day}::date + 1)::timestamp at time zone 'UTC')`
  const { rows } = await sql<Standing>`
    with standing as materialized (${standingAt(moment)}),
    by_plan as (
      select plans.id as plan_id, plans.name as plan, plans.rank, sum(cents)::bigint as mrr_cents, count(*) as paying
      from standing join plans on plans.id = to_plan_id where cents > 0 group by plans.id
    )
    select coalesce(sum(cents), 0)::bigint as mrr_cents, count(*) filter (where cents > 0) as paying,
      (select count(*) from organizations where created_at < ${moment} and status in ('ACTIVE', 'PAST_DUE')) as active,
      coalesce((select jsonb_agg(jsonb_build_object('plan_id', plan_id, 'plan', plan, 'mrr_cents', mrr_cents, 'paying', paying)
        order by rank) from by_plan), '[]') as plans
    from standing`.execute(db)
  return rows[0] as Standing
}

/**
 * What moved: an organization's net change over a UTC day. From nothing it is new, or a reactivation when it ever paid before;
 * to nothing it is churn; up is expansion, down contraction. A day that ends as it began moved nothing.
 */
const steps = sql`
  with day as (
    select distinct on (organization_id, day) organization_id, day, after_cents as cents
    from (select *, (occurred_at at time zone 'UTC')::date as day from subscription_movements) as line
    order by organization_id, day, occurred_at desc, id desc
  ),
  told as (
    select organization_id, day, cents, coalesce(lag(cents) over its, 0) as before,
      coalesce(max(cents) over (its rows between unbounded preceding and 1 preceding), 0) > 0 as has_paid
    from day window its as (partition by organization_id order by day)
  ),
  step as (
    select organization_id, day, abs(cents - before) as cents, case
      when before = 0 then case when has_paid then 'REACTIVATION' else 'NEW' end
      when cents = 0 then 'CHURN'
      when cents > before then 'EXPANSION'
      else 'CONTRACTION' end as kind
    from told where cents <> before
  )`

const sums = sql`
  coalesce(sum(step.cents) filter (where kind = 'NEW'), 0)::bigint as new_cents,
  coalesce(sum(step.cents) filter (where kind = 'EXPANSION'), 0)::bigint as expansion_cents,
  coalesce(sum(step.cents) filter (where kind = 'REACTIVATION'), 0)::bigint as reactivation_cents,
  coalesce(sum(step.cents) filter (where kind = 'CONTRACTION'), 0)::bigint as contraction_cents,
  coalesce(sum(step.cents) filter (where kind = 'CHURN'), 0)::bigint as churn_cents`

export type Moved = {
  new_cents: number
  expansion_cents: number
  reactivation_cents: number
  contraction_cents: number
  churn_cents: number
}

export type Bucket = Moved & { from: string; to: string }

/** Movements of the days from `from` to `to`, both included, by month or by day. */
export async function listMoved(
  db: AdminDb,
  { from, to }: { from: string; to: string },
  unit: 'DAY' | 'MONTH',
): Promise<Bucket[]> {
  const every = unit === 'DAY' ? sql`interval '1 day'` : sql`interval '1 month'`
  const { rows } = await sql<Bucket>`
    ${steps},
    bucket as (
      select greatest(start::date, ${from}::date) as "from", least((start + ${every})::date - 1, ${to}::date) as "to"
      from generate_series(date_trunc(${unit.toLowerCase()}, ${from}::timestamp), ${to}::timestamp, ${every}) as start
    )
    select bucket."from", bucket."to", ${sums}
    from bucket left join step on step.day between bucket."from" and bucket."to"
    group by bucket."from", bucket."to" order by bucket."from"`.execute(db)
  return rows
}

export type MonthRow = Moved & {
  month: string
  start_cents: number
  end_cents: number
  start_paying: number
  paying: number
  lost: number
  kept_cents: number
  kept_at_most_cents: number
  year_ago_cents: number
}

export type PlanMonthRow = {
  month: string
  plan_id: string
  plan: string
  end_cents: number
  paying: number
  start_cents: number
  start_paying: number
  lost: number
  kept_cents: number
}

/** Each of the last so many months with what everybody paid as it began and as it ended; this one ends now. */
function monthsOf(count: number): RawBuilder<unknown> {
  return sql`month as (
      select start, start + interval '1 month' as next
      from generate_series(date_trunc('month', now() at time zone 'UTC') - make_interval(months => ${count - 1}),
        date_trunc('month', now() at time zone 'UTC'), interval '1 month') as start
    ),
    opening as materialized (
      select month.start, standing.* from month
      cross join lateral (${standingAt(sql`month.start at time zone 'UTC'`)}) as standing
    ),
    closing as materialized (
      select month.start, standing.* from month
      cross join lateral (${standingAt(sql`month.next at time zone 'UTC'`)}) as standing
    ),
    pair as materialized (
      select start, coalesce(opening.cents, 0) as opening, closing.cents as closing,
        opening.to_plan_id as opening_plan, closing.to_plan_id as closing_plan
      from closing left join opening using (start, organization_id)
    )`
}

export async function listMonths(db: AdminDb, count: number): Promise<MonthRow[]> {
  const { rows } = await sql<MonthRow>`
    ${steps}, ${monthsOf(count)},
    moved as (
      select month.start, ${sums} from month
      left join step on step.day >= month.start::date and step.day < month.next::date group by month.start
    ),
    stood as (
      select start, sum(opening)::bigint as start_cents, sum(closing)::bigint as end_cents,
        count(*) filter (where opening > 0) as start_paying, count(*) filter (where closing > 0) as paying,
        count(*) filter (where opening > 0 and closing = 0) as lost,
        coalesce(sum(closing) filter (where opening > 0), 0)::bigint as kept_cents,
        coalesce(sum(least(opening, closing)), 0)::bigint as kept_at_most_cents
      from pair group by start
    )
    select to_char(month.start, 'YYYY-MM-DD') as month, coalesce(start_cents, 0) as start_cents,
      coalesce(end_cents, 0) as end_cents, coalesce(start_paying, 0) as start_paying, coalesce(paying, 0) as paying,
      coalesce(lost, 0) as lost, coalesce(kept_cents, 0) as kept_cents,
      coalesce(kept_at_most_cents, 0) as kept_at_most_cents, new_cents, expansion_cents, reactivation_cents,
      contraction_cents, churn_cents,
      coalesce((select sum(cents) from (${standingAt(
        sql`(month.next - interval '1 year') at time zone 'UTC'`,
      )}) as then_standing), 0)::bigint as year_ago_cents
    from month join moved using (start) left join stood using (start) order by month.start`.execute(
    db,
  )
  return rows
}

/** The same months by plan: what ended on it, and what became of those who began on it. */
export async function listPlanMonths(db: AdminDb, count: number): Promise<PlanMonthRow[]> {
  const { rows } = await sql<PlanMonthRow>`
    with ${monthsOf(count)}
    select to_char(pair.start, 'YYYY-MM-DD') as month, plans.id as plan_id, plans.name as plan,
      coalesce(sum(closing) filter (where closing_plan = plans.id), 0)::bigint as end_cents,
      count(*) filter (where closing_plan = plans.id and closing > 0) as paying,
      coalesce(sum(opening) filter (where opening_plan = plans.id), 0)::bigint as start_cents,
      count(*) filter (where opening_plan = plans.id and opening > 0) as start_paying,
      count(*) filter (where opening_plan = plans.id and opening > 0 and closing = 0) as lost,
      coalesce(sum(closing) filter (where opening_plan = plans.id and opening > 0), 0)::bigint as kept_cents
    from pair join plans on plans.id in (opening_plan, closing_plan)
    where opening > 0 or closing > 0
    group by pair.start, plans.id order by pair.start, plans.rank`.execute(db)
  return rows
}
