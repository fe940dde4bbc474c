/** What waits for one subscriber at most. */
const most = 256

/**
 * A subscriber's own queue: it never makes the others wait and never grows without end. When it is full the oldest goes, and
 * the reader is told that something is missing.
 */
export class BoundedQueue<T> {
  #items: T[] = []
  #isMissing = false
  #hasEnded = false
  #wake: (() => void) | undefined

  push(items: readonly T[]): void {
    if (this.#hasEnded || items.length === 0) return
    this.#items.push(...items)
    if (this.#items.length > most) {
      this.#items.splice(0, this.#items.length - most)
      this.#isMissing = true
    }
    this.#wake?.()
  }

  end(): void {
    this.#hasEnded = true
    this.#wake?.()
  }

  /** Everything that waits, as soon as something does; null when the queue has ended. */
  async take(): Promise<{ items: T[]; isMissing: boolean } | null> {
    while (this.#items.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#hasEnded) return null
    const taken = { items: this.#items, isMissing: this.#isMissing }
    this.#items = []
    this.#isMissing = false
    return taken
  }
}
