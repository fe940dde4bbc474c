import pg from 'pg'
import { tenantColumn } from './access.ts'

/** What the catalog says about a relation of schema app, and how many rows it holds past all policies. */
export type Relation = {
  name: string
  kind: 'table' | 'view'
  isPartition: boolean
  columns: string[]
  /** The primary key. */
  key: string[]
  /** Columns in some unique index or generated: unsuitable to be overwritten with one value. */
  fixed: string[]
  tenant: string | undefined
  total: number
  /** Rows by organization. */
  counts: Map<string, number>
}

type CatalogRow = Pick<Relation, 'name' | 'isPartition' | 'columns' | 'key' | 'fixed'> & {
  isView: boolean
}

/** Tables, partitioned or not, their partitions, foreign tables, views and materialized views: whatever holds rows. */
const everyRelation = `
  select relname as name, relispartition as "isPartition", relkind in ('v', 'm') as "isView",
    array(select attname::text from pg_attribute
      where attrelid = pg_class.oid and attnum > 0 and not attisdropped order by attnum) as columns,
    array(select attname::text from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
      where indrelid = pg_class.oid and indisprimary) as key,
    array(select distinct attname::text from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
      where indrelid = pg_class.oid and indisunique) as fixed
  from pg_class
  where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'f', 'v', 'm')
  order by relname`

/** Those named, or all. */
export async function listRelations(
  adminUrl: string,
  only?: readonly string[],
): Promise<Relation[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<CatalogRow>(everyRelation)
    const relations: Relation[] = []
    for (const { isView, ...row } of rows) {
      if (only && !only.includes(row.name)) continue
      const tenant = tenantColumn(row.name, row.columns)
      const owner = tenant ?? 'null'
      const counted = await client.query<{ owner: string; n: number }>(
        `select ${owner} as owner, count(*)::int as n from app.${client.escapeIdentifier(row.name)} group by 1`,
      )
      const counts = new Map(counted.rows.map((each) => [each.owner, each.n]))
      const total = counted.rows.reduce((sum, each) => sum + each.n, 0)
      relations.push({ ...row, kind: isView ? 'view' : 'table', tenant, total, counts })
    }
    return relations
  } finally {
    await client.end()
  }
}
