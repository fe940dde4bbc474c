import { Button } from '@mantine/core'

type ShowMoreProps = { isLoading: boolean; onMore: () => void }

/** The next page of a list, asked for and never sprung on the reader. */
export function ShowMore({ isLoading, onMore }: ShowMoreProps) {
  return (
    <div style={{ padding: '16px 0' }}>
      <Button variant="default" onClick={onMore} loading={isLoading}>
        Show more
      </Button>
    </div>
  )
}
