import type { Column } from '../export-engine/rows.ts'
import { builder } from '../graphql/builder.ts'
import { Organization } from '../organizations/schema.ts'
import { Dataset } from '../plans/schema.ts'
import type { DatasetColumn } from './dataset.ts'
import { choosableColumns } from './datasets.ts'

type Named = Column & Partial<DatasetColumn> & { name: string; isInFile?: boolean }

const ExportColumnType = builder.enumType('ExportColumnType', {
  description: 'What the cells of a column are.',
  values: {
    TEXT: { value: 'text', description: 'Free text.' },
    WORD: { value: 'word', description: 'A word of ours or an id.' },
    NUMBER: { value: 'number' },
    TIME: { value: 'time', description: "A moment, written in the file's time zone." },
  } as const,
})

export const ExportColumn = builder.objectRef<Named>('ExportColumn').implement({
  description: 'A column of a file.',
  authScopes: { member: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The heading in a CSV; it never changes.' }),
    label: t.exposeString('label', { description: 'The heading in Excel and PDF.' }),
    type: t.expose('type', { type: ExportColumnType }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is, in a sentence.',
    }),
    isGroupable: t.boolean({
      description: 'Custom exports can put rows together by it.',
      resolve: ({ isGroupable }) => isGroupable === true,
    }),
    isInFile: t.boolean({
      description: "In the dataset's own file; the others can be chosen in custom exports.",
      resolve: ({ isInFile }) => isInFile === true,
    }),
  }),
})

builder.objectField(Organization, 'exportColumns', (t) =>
  t.field({
    type: [ExportColumn],
    description:
      'The columns of a dataset, in the order of its file, then the days, weeks and months of its times; CUSTOM has none of its own.',
    args: { dataset: t.arg({ type: Dataset, required: true }) },
    resolve: (_organization, { dataset }) =>
      [...choosableColumns(dataset)].map(([name, column]) => ({ name, ...column })),
  }),
)
