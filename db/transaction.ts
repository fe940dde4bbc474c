import { hash } from 'node:crypto'
import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  Kysely,
  type KyselyConfig,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { DB } from './types.ts'

/** What a transaction announces about itself before its first statement: settings that end with it. */
export type Settings = Readonly<Record<string, string>>

/**
 * One transaction on one connection, taken from the pool when the first statement comes. On a pipelining pool `begin`,
 * the settings and that statement travel together, so a tenant costs no round trip of its own; commit travels alone.
 */
export class Transaction implements DatabaseConnection, ConnectionProvider {
  #pool: pg.Pool
  #begin: string
  #settings: Settings
  #opened: Promise<pg.PoolClient> | undefined
  #preamble: Promise<unknown> = Promise.resolve()
  #ended = false
  #failure: unknown

  constructor(pool: pg.Pool, settings: Settings, begin = 'begin') {
    this.#pool = pool
    this.#begin = begin
    this.#settings = settings
  }

  /** The connection, with the transaction begun on it. */
  client(): Promise<pg.PoolClient> {
    if (this.#ended) throw new Error('This transaction has ended')
    this.#opened ??= this.#pool.connect().then(async (client) => {
      const sent: Promise<unknown>[] = [client.query(this.#begin)]
      const names = Object.keys(this.#settings)
      if (names.length > 0) {
        const calls = names.map((name, i) => `set_config('${name}', $${i + 1}, true)`).join(', ')
        const values = Object.values(this.#settings)
        // Unnamed: a transaction pooler hands the next one to a server that has never seen the name.
        sent.push(client.query(`select ${calls}`, values))
      }
      this.#preamble = Promise.all(sent)
      // Awaited with every statement; without this line a failure between two of them would be unhandled.
      this.#preamble.catch(() => {})
      // Only a pipelining connection takes the statement while these are on their way.
      if (!this.#pool.options.pipeline) await this.#preamble.catch(() => {})
      return client
    })
    return this.#opened
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return consumer(this)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const client = await this.client()
    const answer = client.query<R & pg.QueryResultRow>(query.sql, query.parameters as unknown[])
    // A failed preamble explains more than the 25P02 the statement then gets, so it speaks first.
    const [, result] = await Promise.all([this.#preamble, answer]).catch((error: unknown) => {
      throw this.#reasonOf(error)
    })
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  /** Every statement after a failed one gets 25P02, which tells nothing: what failed first is what is heard. */
  #reasonOf(error: unknown): unknown {
    if ((error as { code?: unknown } | null)?.code === '25P02') return this.#failure ?? error
    this.#failure ??= error
    return error
  }

  // biome-ignore lint/correctness/useYield: streams travel by COPY (db/copy.ts), never through Kysely
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('This road does not stream; use copyOut')
  }

  /** Commits, and throws when the server answered anything but COMMIT (an aborted transaction answers ROLLBACK). */
  async commit(): Promise<void> {
    await this.#end('commit', (command) => {
      if (command !== 'COMMIT') throw new Error(`The database answered ${command} to commit`)
    })
  }

  async rollback(): Promise<void> {
    await this.#end('rollback', () => {})
  }

  /** Ends without a word to the server: for a stream that was cut, whose connection is of no more use. */
  async destroy(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const client = await this.#opened?.catch(() => undefined)
    client?.release(true)
  }

  async #end(statement: string, judge: (command: string) => void): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const client = await this.#opened?.catch(() => undefined)
    if (!client) return
    let command: string
    try {
      command = (await client.query(statement)).command
    } catch (error) {
      // In any doubt the connection goes: released inside a transaction it would carry this tenant to the next request.
      client.release(true)
      throw error
    }
    client.release()
    judge(command)
  }
}

const compiler = new PostgresQueryCompiler()
const adapter = new PostgresAdapter()

/** A Kysely over one provider of connections: a transaction, or a pool whose statements stand alone. */
export function kyselyOver(pool: pg.Pool, provider: ConnectionProvider): Kysely<DB> {
  const dialect = new PostgresDialect({ pool })
  const config: KyselyConfig = { dialect }
  const executor = new DefaultQueryExecutor(compiler, adapter, provider, [])
  return new Kysely<DB>({ config, dialect, driver: dialect.createDriver(), executor })
}

/**
 * Each statement on its own, on whichever connection is free. Prepared, PostgreSQL reads and plans it once a connection, which
 * for the intake's is as much as storing a few hits (bench: P1, P11); a road that does so has few statements, which name their
 * columns.
 */
export class Statements implements DatabaseConnection, ConnectionProvider {
  #pool: pg.Pool
  #isPrepared: boolean
  readonly #names = new Map<string, string>()

  constructor(pool: pg.Pool, isPrepared: boolean) {
    this.#pool = pool
    this.#isPrepared = isPrepared
  }

  #nameOf(text: string): string {
    const known = this.#names.get(text)
    if (known) return known
    const name = `oi_${hash('md5', text)}`
    this.#names.set(text, name)
    return name
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return consumer(this)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const values = query.parameters as unknown[]
    const name = this.#isPrepared ? this.#nameOf(query.sql) : undefined
    const result = await this.#pool.query<R & pg.QueryResultRow>({ name, text: query.sql, values })
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  // biome-ignore lint/correctness/useYield: see Transaction.streamQuery
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('This road does not stream')
  }
}
