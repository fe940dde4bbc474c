import type { CodegenConfig } from '@graphql-codegen/cli'

// The contract is the API's printed schema.
const config: CodegenConfig = {
  schema: 'api/schema.graphql',
  documents: ['web/**/*.{ts,tsx}', '!web/gql/**', '!web/dist/**'],
  ignoreNoDocuments: true,
  generates: {
    'web/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        scalars: { Date: 'string', DateTime: 'string', SafeInt: 'number', JSON: 'unknown' },
        strictScalars: true,
        defaultScalarType: 'unknown',
      },
    },
  },
}

export default config
