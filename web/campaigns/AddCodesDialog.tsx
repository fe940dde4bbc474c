import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { CodesToAddQuery } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { Checks } from '../ui/Checks.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ShowMore } from '../ui/ShowMore.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import classes from './Campaigns.module.css'
import { codesToAddDocument } from './documents.ts'
import { useMoves } from './useMoves.ts'

type Campaign = { id: string; name: string }
type Code = NonNullable<CodesToAddQuery['organization']>['qrCodes']['nodes'][number]

type AddCodesDialogProps = { campaign: Campaign; opened: boolean; onClose: () => void }

/** Codes to put into a campaign: searched, chosen, added at once. */
export function AddCodesDialog({ campaign, opened, onClose }: AddCodesDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Add codes to ${campaign.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <AddCodes campaign={campaign} onDone={onClose} />}
    </Modal>
  )
}

const most = 100

function AddCodes({ campaign, onDone }: { campaign: Campaign; onDone: () => void }) {
  const move = useMoves()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  // What was chosen stays chosen while the search looks for more.
  const [chosen, setChosen] = useState<ReadonlyMap<string, Code>>(new Map())
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const pages = usePages(
    codesToAddDocument,
    { search: search || null },
    (data) => data.organization?.qrCodes,
  )
  const known = new Map([...chosen, ...(pages.nodes ?? []).map((code) => [code.id, code] as const)])
  const others = (pages.nodes ?? []).filter((code) => code.campaign?.id !== campaign.id)

  function choose(ids: ReadonlySet<string>) {
    setChosen(new Map([...known].filter(([id]) => ids.has(id))))
  }

  async function add() {
    setBusy(true)
    const problem = await move([...chosen.values()], campaign)
    setBusy(false)
    if (problem) setFailure(problem)
    else onDone()
  }

  return (
    <>
      <TextInput
        type="search"
        aria-label="Search codes"
        placeholder="Search by name, address or target"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.choices}>
        <Stateful
          state={pages.nodes?.length && others.length === 0 ? 'empty' : stateOfPages(pages)}
          skeleton={<RowsSkeleton rows={6} />}
          error={errorOf(pages.refusal)}
          onRetry={pages.retry}
          empty={<Nothing isSearch={search !== ''} hasCodes={Boolean(pages.nodes?.length)} />}
        >
          <Checks
            legend="Codes"
            options={others.map(({ id, name, slug, campaign: now }) => ({
              value: id,
              label: name,
              note: now ? `in ${now.name}` : <span className="oi-mono">/s/{slug}</span>,
            }))}
            chosen={new Set(chosen.keys())}
            onChange={choose}
          />
          {pages.next !== null && (
            <ShowMore isLoading={pages.isLoadingMore} onMore={() => pages.more(pages.next ?? '')} />
          )}
        </Stateful>
      </div>
      {failure && (
        <p className={classes.alert} role="alert">
          {failure}
        </p>
      )}
      {chosen.size > most && <p className={classes.alert}>At most {most} at a time.</p>}
      <div className={classes.foot}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          onClick={() => void add()}
          loading={isBusy}
          disabled={chosen.size === 0 || chosen.size > most}
        >
          {chosen.size === 0
            ? 'Add codes'
            : `Add ${chosen.size === 1 ? 'one code' : `${chosen.size} codes`}`}
        </Button>
      </div>
    </>
  )
}

function Nothing({ isSearch, hasCodes }: { isSearch: boolean; hasCodes: boolean }) {
  if (hasCodes)
    return (
      <EmptyState title="They are all in it" text="Every code found is in this campaign already." />
    )
  if (isSearch) return <EmptyState title="No code matches" text="Other words may find it." />
  return <EmptyState title="No QR codes yet" text="Create one, then add it here." />
}
