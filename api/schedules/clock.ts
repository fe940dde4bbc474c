import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import type { ScheduleCadence, SchedulePeriod } from '../../db/types.ts'

/** On which days, and at which hour where the organization is. `weekday` is 1 for Monday. */
export type Cadence = {
  every: ScheduleCadence
  weekday: number | null
  dayOfMonth: number | null
  hour: number
}

/** The first moment after `after` at which a schedule is due; after now when it is not given. */
export async function findNextRun(
  db: TenantDb,
  { every, weekday, dayOfMonth, hour }: Cadence,
  after: Date | null = null,
): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select next_run(${every}::schedule_cadence, ${weekday}::int, ${dayOfMonth}::int, ${hour}::int,
      coalesce(${after}::timestamptz, now())) as at`.execute(db)
  return rows[0]?.at as Date
}

/** Moves every schedule that is still to come to where its hour is now. One that is due already is ordered first. */
export async function moveSchedules(db: TenantDb): Promise<void> {
  await db
    .updateTable('export_schedules')
    .set({ next_at: sql`next_run(every, weekday, day_of_month, hour, now())` })
    .where(sql<boolean>`next_at > now()`)
    .execute()
}

/** Where a period begins and ends now, on the organization's clock; null is open. */
export async function findPeriod(
  db: TenantDb,
  period: SchedulePeriod,
): Promise<{ from: Date | null; to: Date | null }> {
  const { rows } = await sql<{ from: Date | null; to: Date | null }>`
    select case ${period}
        when 'YESTERDAY' then date_subtract(today, '1 day', zone)
        when 'LAST_7_DAYS' then date_subtract(today, '6 days', zone)
        when 'LAST_30_DAYS' then date_subtract(today, '29 days', zone)
        when 'LAST_90_DAYS' then date_subtract(today, '89 days', zone)
        when 'PREVIOUS_WEEK' then date_subtract(week, '7 days', zone)
        when 'PREVIOUS_MONTH' then date_subtract(month, '1 month', zone)
      end as "from",
      case ${period} when 'YESTERDAY' then today when 'PREVIOUS_WEEK' then week when 'PREVIOUS_MONTH' then month end as "to"
    from (select timezone_at(current_org(), now()) as zone) as clock
    cross join lateral (
      select date_trunc('day', now(), zone) as today, date_trunc('week', now(), zone) as week,
        date_trunc('month', now(), zone) as month) as edges`.execute(db)
  return rows[0] ?? { from: null, to: null }
}
