import { exportStatus, getExport } from '../export-engine/queries.ts'
import { enqueueExport } from '../exports/order.ts'
import { Export } from '../exports/schema.ts'
import { builder } from '../graphql/builder.ts'
import { invalid } from '../graphql/errors.ts'
import { hasAsked, insertMail, lockExport, mailExports } from './mails.ts'
import { ExportDelivery } from './schema.ts'

builder.mutationField('mailExport', (t) =>
  t.field({
    type: Export,
    description:
      'Mails you when an export is ready, now when it is already; once, however often you ask. One that nobody has fetched yet is made for it. INVALID when it failed, was cancelled or has expired. NOT_FOUND.',
    authScopes: { member: true },
    args: {
      id: t.arg.id({ required: true }),
      delivery: t.arg({ type: ExportDelivery, defaultValue: 'LINK' }),
    },
    resolve: async (_root, { id, delivery }, { db, member, services }) => {
      // It does not end between this look at it and the end of this transaction: then somebody is mailed twice, or nobody.
      const { id: exportId } = await getExport(db, id)
      await lockExport(db, exportId)
      const row = await getExport(db, exportId)
      const { organizationId, memberId } = member
      const status = exportStatus(row, Date.now())
      if (status !== 'QUEUED' && status !== 'RUNNING' && status !== 'READY')
        throw invalid('id', 'This export has no file any more. Run it again.')
      if (await hasAsked(db, row.id, memberId)) return row
      const recipientIds = [memberId]
      const mail = { exportId: row.id, scheduleId: null, recipientIds }
      await insertMail(db, organizationId, { ...mail, delivery: delivery ?? 'LINK' })
      if (status === 'READY') await mailExports(services.publicUrl)(db, row)
      if (status === 'QUEUED' && !row.is_background) await enqueueExport(db, row.id)
      return row
    },
  }),
)
