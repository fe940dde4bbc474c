import { builder } from '../graphql/builder.ts'
import { Organization } from '../organizations/schema.ts'
import { Dataset } from '../plans/schema.ts'
import type { DatasetColumn } from './dataset.ts'
import { datasetColumns } from './datasets.ts'

type Named = DatasetColumn & { name: string }

const ExportColumnType = builder.enumType('ExportColumnType', {
  description: 'What the cells of a column are.',
  values: {
    TEXT: { value: 'text', description: 'Free text.' },
    WORD: { value: 'word', description: 'A word of ours or an id.' },
    NUMBER: { value: 'number' },
    TIME: { value: 'time', description: "A moment, written in the file's time zone." },
  } as const,
})

const ExportColumn = builder.objectRef<Named>('ExportColumn').implement({
  description: 'A column of a file.',
  authScopes: { member: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The heading in a CSV; it never changes.' }),
    label: t.exposeString('label', { description: 'The heading in Excel and PDF.' }),
    type: t.expose('type', { type: ExportColumnType }),
    description: t.exposeString('description'),
    isGroupable: t.boolean({
      description: 'Custom exports can put rows together by it.',
      resolve: ({ isGroupable }) => isGroupable === true,
    }),
  }),
})

builder.objectField(Organization, 'exportColumns', (t) =>
  t.field({
    type: [ExportColumn],
    description: 'The columns of a dataset, in the order of its file; CUSTOM has none of its own.',
    args: { dataset: t.arg({ type: Dataset, required: true }) },
    resolve: (_organization, { dataset }) =>
      Object.entries(datasetColumns(dataset)).map(([name, column]) => ({ name, ...column })),
  }),
)
