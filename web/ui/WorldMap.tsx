import { lazy, Suspense, useMemo, useState } from 'react'
import { Choice } from './Choice.tsx'
import { quantiles } from './figures.ts'
import { formatWhole } from './format.ts'
import { type DataState, type SectionError, Stateful } from './Stateful.tsx'
import classes from './WorldMap.module.css'

type WorldMapProps = {
  /** ISO 3166-1 letters, a name and a value each. */
  rows: { code: string; label: string; value: number }[]
  active: readonly string[]
  onPick: (code: string) => void
  state: DataState
  error?: SectionError | null
  onRetry?: () => void
}

const load = () => import('./MapDrawing.tsx')
const Drawing = lazy(() => load().then((module) => ({ default: module.MapDrawing })))

/** Fetches the atlas beside the data, instead of after it. */
export function preloadMap(): void {
  void load()
}

/** Countries by fifths of their values. A picture only: beside it belongs a list of the same rows. */
export function WorldMap({ rows, active, onPick, state, error, onRetry }: WorldMapProps) {
  const [extent, setExtent] = useState<'data' | 'world'>('data')
  const { levels, titles } = useMemo(() => {
    const known = rows.filter(({ code, value }) => code !== '' && value > 0)
    const level = quantiles(known.map(({ value }) => value))
    return {
      levels: new Map(known.map(({ code, value }) => [code, level(value)])),
      titles: new Map(
        known.map(({ code, label, value }) => [code, `${label}: ${formatWhole(value)}`]),
      ),
    }
  }, [rows])
  return (
    <Stateful
      state={state === 'empty' ? 'ready' : state}
      skeleton={<div className={classes.box} />}
      error={error ?? null}
      {...(onRetry && { onRetry })}
    >
      <div className={classes.box} aria-hidden="true">
        <Suspense fallback={null}>
          <Drawing
            levels={levels}
            titles={titles}
            active={active}
            isWorld={extent === 'world' || levels.size === 0}
            onPick={onPick}
          />
        </Suspense>
      </div>
      <div className={classes.foot}>
        <span className={classes.legend} aria-hidden="true">
          fewer
          {[1, 2, 3, 4, 5].map((level) => (
            <i key={level} style={{ background: `var(--oi-s${level})` }} />
          ))}
          more
        </span>
        <Choice
          label="The map shows"
          options={[
            { value: 'data', label: 'Countries with scans' },
            { value: 'world', label: 'World' },
          ]}
          value={extent}
          onChange={setExtent}
        />
      </div>
    </Stateful>
  )
}
