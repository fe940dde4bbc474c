import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { showToast } from '../frame/toast.ts'
import type { QrCodeRowFragment } from '../gql/graphql.ts'
import { codeColumns, narrowCode } from '../qr-codes/rows.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectionBar } from '../ui/SelectionBar.tsx'
import type { CampaignOnPage } from './CampaignPage.tsx'
import { useMoves } from './useMoves.ts'

type CampaignCodesProps = { campaign: CampaignOnPage; isEditor: boolean; onAdd: () => void }

/** Its codes, the most scanned first, and the way out for those that do not belong. */
export function CampaignCodes({ campaign, isEditor, onAdd }: CampaignCodesProps) {
  const move = useMoves()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const codes = campaign.topCodes.filter(({ id }) => chosen.has(id))

  async function takeOut() {
    const problem = await move(codes, null)
    if (problem) showToast({ text: problem })
    else setChosen(new Set())
  }

  return (
    <Section
      title="QR codes, most scanned first"
      tools={
        campaign.qrCodeCount > 0 && (
          <Link to="/qr-codes" search={{ campaign: campaign.id }}>
            Open as a list
          </Link>
        )
      }
    >
      {codes.length > 0 && (
        <SelectionBar count={codes.length} onClear={() => setChosen(new Set())}>
          <Button variant="default" onClick={() => void takeOut()}>
            Take out of the campaign
          </Button>
        </SelectionBar>
      )}
      {campaign.topCodes.length > 0 ? (
        <DataTable<QrCodeRowFragment>
          caption="QR codes of this campaign, most scanned first"
          columns={codeColumns}
          rows={campaign.topCodes}
          narrow={narrowCode}
          selection={isEditor ? { chosen, onChange: setChosen, nameOf: ({ name }) => name } : null}
        />
      ) : (
        <EmptyState
          title="No codes in it yet"
          text="Add the codes that belong to this effort. They keep leading where they lead."
          action={
            isEditor && (
              <Button variant="default" onClick={onAdd}>
                Choose codes
              </Button>
            )
          }
        />
      )}
    </Section>
  )
}
