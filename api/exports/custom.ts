import { listCustomExportsById } from '../custom-exports/queries.ts'
import { CustomExport } from '../custom-exports/schema.ts'
import { builder } from '../graphql/builder.ts'
import { Export } from './schema.ts'

/** The saved recipe that an export was made of. */
type Saved = { saved?: { id: string } | null } | null

builder.objectField(Export, 'customExport', (t) =>
  t.field({
    type: CustomExport,
    nullable: true,
    description:
      'The saved recipe it was made of, as it is now; null for other exports, a deleted one and a colleague’s own.',
    resolve: async (row, _args, { db, member }) => {
      const saved = (row.recipe as Saved)?.saved
      if (!saved) return null
      const [found] = await listCustomExportsById(db, member.memberId, [saved.id])
      return found ?? null
    },
  }),
)
