import { useState } from 'react'
import type { AnalyticsDimension } from '../gql/graphql.ts'
import { Choice } from '../ui/Choice.tsx'
import { Section } from '../ui/Section.tsx'
import { preloadMap, WorldMap } from '../ui/WorldMap.tsx'
import classes from './Analytics.module.css'
import { BreakdownRows, useBreakdown } from './BreakdownList.tsx'
import { type Clause, readFilters } from './filters.ts'
import { picked, type Scope, type View } from './useView.ts'
import { rowWords } from './words.ts'

preloadMap()

const levels = [
  { value: 'COUNTRY', label: 'Countries' },
  { value: 'REGION', label: 'Regions' },
  { value: 'CITY', label: 'Cities' },
] as const satisfies { value: AnalyticsDimension; label: string }[]

type Level = (typeof levels)[number]['value']

/** The map, and beside it the list that goes deeper: a country's regions, a region's cities. */
export function Where({ view, scope }: { view: View; scope: Scope }) {
  const [chosen, setChosen] = useState<{ level: Level; f: string | undefined } | null>(null)
  // A filter leads one level down; a choice holds until the filters change.
  const level = chosen && chosen.f === view.search.f ? chosen.level : levelBelow(view.clauses)
  const countries = useBreakdown(view, scope, 'COUNTRY', 100)
  return (
    <Section
      title="Where"
      tools={
        <Choice
          label="Places"
          options={[...levels]}
          value={level}
          onChange={(next) => setChosen({ level: next, f: view.search.f })}
        />
      }
    >
      <div className={classes.where}>
        <div>
          {/* The list beside it says that they did not load, once. */}
          {(countries.state !== 'error' || level !== 'COUNTRY') && (
            <WorldMap
              rows={(countries.part?.breakdown.rows ?? []).map(({ key, label, scans }) => ({
                code: key,
                label: rowWords('COUNTRY', key, label),
                value: scans,
              }))}
              active={readFilters(view.search.f).flatMap(({ dimension, isNot, values }) =>
                dimension === 'country' && !isNot ? values : [],
              )}
              onPick={(code) => view.set(picked(view, 'country', code))}
              state={countries.state}
              error={countries.error}
              onRetry={countries.retry}
            />
          )}
        </div>
        {level === 'COUNTRY' ? (
          <BreakdownRows
            section={countries}
            view={view}
            scope={scope}
            by="COUNTRY"
            label="Countries"
            rows={9}
          />
        ) : (
          <Deeper key={level} view={view} scope={scope} level={level} />
        )}
      </div>
    </Section>
  )
}

function Deeper({ view, scope, level }: { view: View; scope: Scope; level: Level }) {
  const section = useBreakdown(view, scope, level, 9)
  const label = level === 'REGION' ? 'Regions' : 'Cities'
  return (
    <BreakdownRows section={section} view={view} scope={scope} by={level} label={label} rows={9} />
  )
}

function levelBelow(clauses: readonly Clause[]): Level {
  const isOn = (dimension: Clause['dimension']) =>
    clauses.some((clause) => clause.dimension === dimension && !clause.isNot)
  if (isOn('region') || isOn('city')) return 'CITY'
  return isOn('country') ? 'REGION' : 'COUNTRY'
}
