import { useEffect } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'

const liveNowDocument = graphql(`
  query LiveNow {
    organization {
      id
      live: analytics(range: { preset: TODAY }) { totals { activeNow } }
    }
  }
`)

/** How many people scanned in the last five minutes; asked again once a minute by a page that is seen. */
export function useLiveNow(): number {
  const [answer, ask] = useQuery({ query: liveNowDocument, requestPolicy: 'network-only' })
  useEffect(() => {
    const again = () => document.hidden || ask({ requestPolicy: 'network-only' })
    const timer = setInterval(again, 60_000)
    return () => clearInterval(timer)
  }, [ask])
  return answer.data?.organization?.live.totals.activeNow ?? 0
}
