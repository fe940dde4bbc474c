import { graphql } from '../gql/gql.ts'

export const exportOptionsDocument = graphql(`
  query ExportOptions {
    organization {
      id
      plan { id name }
      exportOptions { ...ExportChoice }
    }
  }
  fragment ExportChoice on ExportOption {
    dataset
    format
    allowed
    offered
    requiredPlan { id name }
  }
`)

export const exportHistoryDocument = graphql(`
  query ExportHistory(
    $after: String
    $status: [ExportStatus!]
    $dataset: [Dataset!]
    $requestedBy: ID
  ) {
    organization {
      id
      exports(
        first: 30
        after: $after
        status: $status
        dataset: $dataset
        requestedBy: $requestedBy
      ) {
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
    isBackground
    progress { rows estimatedRows share }
    failure
    fileName
    rowCount
    sizeBytes
    timezone
    from
    to
    createdAt
    expiresAt
    requestedBy { id name }
    customExport { id name }
    schedule { id name }
  }
`)

/** What one export was asked for and came to. */
export const exportDetailsDocument = graphql(`
  query ExportDetails($id: ID!) {
    export(id: $id) {
      ...ExportRow
      filter { part isExcluded values labels }
      sha256
      manifest { asOf classificationVersion durationMs columns }
    }
  }
`)

/** Addresses are good for minutes only, so they are always asked for at the moment of use. */
export const exportFileDocument = graphql(`
  query ExportFile($id: ID!) {
    export(id: $id) {
      ...ExportRow
      downloadUrl
      manifestUrl
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

export const estimateExportDocument = graphql(`
  query EstimateExport($input: RequestExportInput!) {
    estimateExport(input: $input) { rows isBackground }
  }
`)

export const cancelExportDocument = graphql(`
  mutation CancelExport($id: ID!) {
    cancelExport(id: $id) { ...ExportRow }
  }
`)

export const retryExportDocument = graphql(`
  mutation RetryExport($id: ID!) {
    retryExport(id: $id) {
      ...ExportRow
      downloadUrl
    }
  }
`)

/** Mailed when it is ready, now when it is already. */
export const mailExportDocument = graphql(`
  mutation MailExport($id: ID!) {
    mailExport(id: $id) { ...ExportRow }
  }
`)

export const exportProgressDocument = graphql(`
  subscription ExportProgress($id: ID!) {
    exportProgress(id: $id) { ...ExportRow }
  }
`)

export const exportPeopleDocument = graphql(`
  query ExportPeople {
    organization {
      id
      members(first: 100) { nodes { id name } }
    }
  }
`)
