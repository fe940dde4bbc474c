/** What waits for one subscriber at most. */
const most = 256

/**
 * A subscriber's own queue: it never makes the others wait and never grows without end. When it is full it keeps nothing, and
 * the reader is told to read for itself what it was not kept; from then on it is filled again.
 */
export class BoundedQueue<T> {
  #items: T[] = []
  #isMissing = false
  #hasEnded = false
  #wake: (() => void) | undefined

  push(items: readonly T[]): void {
    if (this.#hasEnded || this.#isMissing || items.length === 0) return
    if (this.#items.length + items.length > most) {
      this.#items = []
      this.#isMissing = true
    } else this.#items.push(...items)
    this.#wake?.()
  }

  end(): void {
    this.#hasEnded = true
    this.#wake?.()
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /**
   * Everything that waits, as soon as something does, or that it was too much to keep; nothing when nothing came for so many
   * milliseconds; null when the queue has ended.
   */
  async take(patience: number): Promise<{ items: T[]; isMissing: boolean } | null> {
    if (this.#items.length === 0 && !this.#isMissing && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience)
        timer.unref()
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    if (this.#hasEnded) return null
    const taken = { items: this.#items, isMissing: this.#isMissing }
    this.#items = []
    this.#isMissing = false
    return taken
  }
}
