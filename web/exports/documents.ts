import { graphql } from '../gql/gql.ts'

export const exportOptionsDocument = graphql(`
  query ExportOptions {
    organization {
      id
      plan { id name }
      exportOptions { dataset format allowed offered requiredPlan { id name } }
    }
  }
`)

export const exportHistoryDocument = graphql(`
  query ExportHistory($after: String) {
    organization {
      id
      exports(first: 30, after: $after) {
        nodes { ...ExportRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment ExportRow on Export {
    id
    dataset
    format
    status
    fileName
    rowCount
    sizeBytes
    timezone
    createdAt
    expiresAt
    requestedBy { id name }
  }
`)

/** downloadUrl is good for minutes only, so it is always asked for at the moment of use. */
export const exportFileDocument = graphql(`
  query ExportFile($id: ID!) {
    export(id: $id) {
      ...ExportRow
      downloadUrl
    }
  }
`)

export const requestExportDocument = graphql(`
  mutation RequestExport($input: RequestExportInput!) {
    requestExport(input: $input) {
      ...ExportRow
      downloadUrl
    }
  }
`)
