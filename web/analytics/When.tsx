import type { DayPart, WeekPartFragment } from '../gql/graphql.ts'
import { formatShare } from '../ui/figures.ts'
import { HourWeekdayHeat } from '../ui/HourWeekdayHeat.tsx'
import { Section } from '../ui/Section.tsx'
import classes from './Analytics.module.css'
import { weekDocument } from './documents.ts'
import { useAnalytics } from './useAnalytics.ts'
import { type Scope, scopeVariables, type View } from './useView.ts'
import { unitOf } from './words.ts'

/** Which hours of which days, in the organization's zone. */
export function When({ view, scope }: { view: View; scope: Scope }) {
  const section = useAnalytics(
    weekDocument,
    { range: view.range, filter: view.filter, ...scopeVariables(scope) },
    { isSlow: true, isEmpty: (part) => part.weekHours.length === 0 },
  )
  return (
    <Section title="When">
      <HourWeekdayHeat
        caption="Scans by hour and weekday"
        unit={unitOf(view.search.traffic)}
        cells={(section.part?.weekHours ?? []).map(({ weekday, hour, scans }) => ({
          weekday,
          hour,
          value: scans,
        }))}
        state={section.state}
        error={section.error}
        onRetry={section.retry}
        empty={<p style={{ color: 'var(--oi-text2)' }}>No scans in this range.</p>}
      />
      {section.part && <DayParts parts={section.part.dayParts} />}
    </Section>
  )
}

const partWords: Record<DayPart, string> = {
  MORNING: 'Morning',
  AFTERNOON: 'Afternoon',
  EVENING: 'Evening',
  NIGHT: 'Night',
}

/** Quarters of the day, each six hours from midnight on. */
function DayParts({ parts }: { parts: WeekPartFragment['dayParts'] }) {
  const total = parts.reduce((sum, { scans }) => sum + scans, 0)
  if (total === 0) return null
  return (
    <ul className={classes.parts} aria-label="Parts of the day">
      {parts.map(({ part, scans }) => (
        <li key={part}>
          {partWords[part]} <span className={classes.part}>{formatShare(scans / total)}</span>
        </li>
      ))}
    </ul>
  )
}
