import { useClient } from 'urql'
import { showToast } from '../frame/toast.ts'
import { readRefusal } from '../refusal.ts'
import { assignQrCodesDocument } from './documents.ts'

type Code = { id: string; campaign: { id: string; name: string } | null }

/** Puts codes into a campaign, or out of any, and offers the way back. */
export function useMoves() {
  const client = useClient()

  async function assign(codes: Code[], campaignId: string | null): Promise<string | null> {
    const qrCodeIds = codes.map(({ id }) => id)
    const { error } = await client.mutation(assignQrCodesDocument, { campaignId, qrCodeIds })
    return error ? readRefusal(error).message : null
  }

  /** Each code goes back to where it came from, and no two came from the same place by chance. */
  async function undo(codes: Code[]): Promise<void> {
    const places = Map.groupBy(codes, ({ campaign }) => campaign?.id ?? null)
    for (const [campaignId, some] of places) {
      const problem = await assign(some, campaignId)
      if (problem) return showToast({ text: problem })
    }
    showToast({ text: 'They are where they were.' })
  }

  /** The server's no, as a sentence, or null when it is done. */
  async function move(
    codes: Code[],
    to: { id: string; name: string } | null,
  ): Promise<string | null> {
    const problem = await assign(codes, to?.id ?? null)
    if (problem) return problem
    const what = codes.length === 1 ? 'One code' : `${codes.length} codes`
    showToast({
      text: to ? `${what} in ${to.name} now.` : `${what} taken out.`,
      onUndo: () => void undo(codes),
    })
    return null
  }

  return move
}
