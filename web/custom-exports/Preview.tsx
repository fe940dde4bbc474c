import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from 'urql'
import { countRows } from '../exports/words.ts'
import { errorOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import classes from './Custom.module.css'
import { previewDocument } from './documents.ts'
import { type Draft, recipeOf } from './recipe.ts'

/** The first rows, as the file will have them. What was shown stays while another choice loads. */
export function Preview({ draft }: { draft: Draft | null }) {
  const [settled] = useDebouncedValue(draft, 300)
  const [{ data, error, fetching }, ask] = useQuery({
    query: previewDocument,
    variables: { recipe: settled ? recipeOf(settled) : { dataset: 'TEAM', columns: [] } },
    pause: settled === null,
    requestPolicy: 'network-only',
  })
  const preview = error ? undefined : data?.previewExport
  const isEmpty = preview?.rows.length === 0
  return (
    <Section
      title="First rows"
      tools={
        <span className={classes.quiet} role="status">
          {preview && preview.rowCount !== null && `${countRows(preview.rowCount)} in all`}
        </span>
      }
    >
      <Stateful
        state={
          preview ? (isEmpty ? 'empty' : fetching ? 'stale' : 'ready') : error ? 'error' : 'loading'
        }
        skeleton={<RowsSkeleton rows={6} narrow={36} />}
        error={errorOf(error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
        empty={
          <EmptyState
            title="No rows"
            text="Nothing in these days, or nothing these filters leave."
          />
        }
      >
        {preview && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrows
          <section className={classes.scroll} aria-label="The rows as a table" tabIndex={0}>
            <table className={classes.table}>
              <thead>
                <tr>
                  {preview.columns.map(({ name, label, type }) => (
                    <th key={name} scope="col" data-type={type}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {preview.rows.map((cells, row) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows of a preview have no other name
                  <tr key={row}>
                    {cells.map((cell, index) => (
                      <td
                        key={preview.columns[index]?.name}
                        data-type={preview.columns[index]?.type}
                        title={cell ?? undefined}
                      >
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Stateful>
    </Section>
  )
}
