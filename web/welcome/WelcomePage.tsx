import { Button, TextInput } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useCallback, useMemo, useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import { graphql } from '../gql/gql.ts'
import type { QrCodeDetailsFragment, ScanRowFragment } from '../gql/graphql.ts'
import { findProblems, readCode } from '../qr-codes/CodeFields.tsx'
import { createQrCodeDocument, qrCodeDocument } from '../qr-codes/documents.ts'
import { type Limit, LimitPrompt } from '../qr-codes/LimitPrompt.tsx'
import { hostOf, readOnlySentence } from '../qr-codes/words.ts'
import { readRefusal } from '../refusal.ts'
import { latestScansDocument } from '../scans/documents.ts'
import { useScanFeed } from '../scans/useScanFeed.ts'
import { deviceOf, placeOf } from '../scans/words.ts'
import { errorOf } from '../state.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { QrPreview } from '../ui/QrPreview.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Welcome.module.css'

const route = getRouteApi('/welcome')

const begunDocument = graphql(`
  query Begun {
    organization {
      id
      stats { scans }
      qrCodes(first: 1, status: ACTIVE) { nodes { id } }
    }
  }
`)

/** From a new account to the first live scan: a link, a code, a phone. */
export function WelcomePage() {
  const { code: named } = route.useSearch()
  const isEditor = canEditCodes(useViewer())
  const begun = useBegun()
  const code = named ?? begun?.code
  if (begun?.isScanned && !named) return <BehindYou />
  return (
    <>
      <PageHeader
        title="Your first scan"
        sub="Three steps, about a minute."
        actions={
          <Button variant="subtle" component={Link} to="/">
            Skip
          </Button>
        }
      />
      {isEditor ? (
        <ol className={classes.steps}>
          <Step number={1} title="Where should it lead?" isNow={!code}>
            {code ? (
              <Made id={code} part="target" />
            ) : begun ? (
              <TargetForm />
            ) : (
              <FormSkeleton fields={1} />
            )}
          </Step>
          <Step number={2} title="Your code" isNow={false}>
            {code && <Made id={code} part="picture" />}
          </Step>
          <Step number={3} title="Scan it now" isNow={Boolean(code)}>
            {code && <FirstScan id={code} />}
          </Step>
        </ol>
      ) : (
        <EmptyState title="Read only" text={readOnlySentence} />
      )}
    </>
  )
}

/** Who has a code already goes on with it; who has scans is done here. Null while nobody knows. */
function useBegun(): { code: string | undefined; isScanned: boolean } | null {
  const [{ data, error }] = useQuery({ query: begunDocument })
  const [organization, setOrganization] = useState(data?.organization)
  // As it was when the page was opened: the scan that is waited for belongs to the third step.
  if (data?.organization && !organization) setOrganization(data.organization)
  if (!organization) return error ? { code: undefined, isScanned: false } : null
  const [latest] = organization.qrCodes.nodes
  return { code: latest?.id, isScanned: organization.stats.scans > 0 }
}

function BehindYou() {
  return (
    <>
      <PageHeader title="Your first scan" />
      <EmptyState
        title="It is behind you"
        text="Your codes are being scanned. How they do is in the Overview."
        action={<Link to="/">Go to Overview</Link>}
      />
    </>
  )
}

type StepProps = { number: number; title: string; isNow: boolean; children: ReactNode }

function Step({ number, title, isNow, children }: StepProps) {
  return (
    <li className={classes.step} data-now={isNow} aria-current={isNow ? 'step' : undefined}>
      <h2 className={classes.title}>
        <span className={classes.number}>{number}</span> {title}
      </h2>
      {children}
    </li>
  )
}

function TargetForm() {
  const zone = useZone()
  const navigate = route.useNavigate()
  const { form, errors, alert, show } = useFieldErrors()
  const [limit, setLimit] = useState<Limit | null>(null)
  const [{ fetching }, create] = useMutation(createQrCodeDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = readCode(new FormData(event.currentTarget), zone)
    // Its name can be changed later; today there is only one.
    const url = typed.targetUrl ?? ''
    const input = { ...typed, name: hostOf(url) || url }
    const { targetUrl } = findProblems(input)
    show(targetUrl ? { targetUrl } : {})
    if (targetUrl) return
    const { data, error } = await create({ input })
    if (data) await navigate({ search: { code: data.createQrCode.id }, replace: true })
    if (!error) return
    const refusal = readRefusal(error)
    if (refusal.code === 'LIMIT_REACHED') {
      setLimit({ max: refusal.limit, planName: refusal.planName })
    } else show(...placeRefusal(refusal, ['targetUrl']))
  }

  if (limit) return <LimitPrompt limit={limit} />
  return (
    <form ref={form} noValidate className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="targetUrl"
        type="url"
        inputMode="url"
        label="Target URL"
        description="A page of yours: a menu, an offer, a form. You can change it after printing."
        placeholder="https://"
        error={errors.targetUrl}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div>
        <Button type="submit" size="md" loading={fetching}>
          Make the code
        </Button>
      </div>
    </form>
  )
}

/** What the first step made: where it leads, or what it looks like. */
function Made({ id, part }: { id: string; part: 'target' | 'picture' }) {
  const [answer, ask] = useQuery({ query: qrCodeDocument, variables: { id } })
  const code = answer.data?.qrCode
  return (
    <Stateful
      state={code ? 'ready' : answer.error ? 'error' : 'loading'}
      skeleton={<FormSkeleton fields={part === 'picture' ? 3 : 1} />}
      error={errorOf(answer.error)}
      onRetry={() => ask({ requestPolicy: 'network-only' })}
    >
      {code && (part === 'picture' ? <Picture code={code} /> : <p>To {code.targetUrl}</p>)}
    </Stateful>
  )
}

function Picture({ code }: { code: QrCodeDetailsFragment }) {
  return (
    <div className={classes.picture}>
      <QrPreview src={code.svgUrl} alt={code.name} size={240} />
      <p>
        <CopyField value={code.scanUrl} label="the address" />
      </p>
      <p className={classes.links}>
        <a href={`${code.svgUrl}?download`} download>
          Download SVG
        </a>
        <a href={`${code.pngUrl}?download`} download>
          Download PNG
        </a>
      </p>
    </div>
  )
}

/** Waits on the live feed, and looks once at what came before it was open. */
function FirstScan({ id }: { id: string }) {
  const client = useClient()
  const filter = useMemo(() => ({ qrCodeIds: [id] }), [id])
  const load = useCallback(async () => {
    const { data } = await client
      .query(latestScansDocument, { first: 1, filter }, { requestPolicy: 'network-only' })
      .toPromise()
    return data?.organization?.scans.nodes ?? null
  }, [client, filter])
  const { scans } = useScanFeed(filter, load)
  const first = scans.at(-1)
  return (
    <div role="status">
      {first ? (
        <Arrived scan={first} />
      ) : (
        <>
          <p className={classes.waiting}>Waiting for the first scan</p>
          <p className={classes.quiet}>
            Point your phone’s camera at the code on this screen and open the link. It shows up here
            within a second.
          </p>
        </>
      )}
    </div>
  )
}

function Arrived({ scan }: { scan: ScanRowFragment }) {
  return (
    <>
      <p className={classes.arrived}>
        Your first scan: {placeOf(scan)}, {deviceOf(scan)}.
      </p>
      <p className={classes.quiet}>
        Every scan shows up like this in Live, and adds up in Overview. Print the code; where it
        leads can change any time.
      </p>
      <Button size="md" component={Link} to="/">
        Go to Overview
      </Button>
    </>
  )
}
