import { graphql } from '../gql/gql.ts'

export const schedulesDocument = graphql(`
  query ExportSchedules($after: String) {
    organization {
      id
      exportSchedules(first: 50, after: $after) {
        nodes { ...ScheduleRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment ScheduleRow on ExportSchedule {
    id
    name
    dataset
    format
    every
    weekday
    dayOfMonth
    hour
    timezone
    range
    recipients { id name email }
    delivery
    isPaused
    pausedReason
    nextAt
    lastExport { id status fileName createdAt }
    createdBy { id name }
    version
  }
`)

/** What a schedule can send, and to whom. */
export const scheduleChoicesDocument = graphql(`
  query ScheduleChoices {
    organization {
      id
      exportOptions { ...ExportChoice }
      members(first: 100) { nodes { id name email status } }
    }
  }
`)

export const createScheduleDocument = graphql(`
  mutation CreateExportSchedule($input: CreateExportScheduleInput!) {
    createExportSchedule(input: $input) { ...ScheduleRow }
  }
`)

export const updateScheduleDocument = graphql(`
  mutation UpdateExportSchedule($id: ID!, $input: UpdateExportScheduleInput!) {
    updateExportSchedule(id: $id, input: $input) { ...ScheduleRow }
  }
`)

export const deleteScheduleDocument = graphql(`
  mutation DeleteExportSchedule($id: ID!) { deleteExportSchedule(id: $id) }
`)

export const runScheduleDocument = graphql(`
  mutation RunExportSchedule($id: ID!) {
    runExportSchedule(id: $id) {
      ...ExportRow
      downloadUrl
    }
  }
`)
