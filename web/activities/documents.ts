import { graphql } from '../gql/gql.ts'

export const activityDocument = graphql(`
  query ActivityLog($after: String) {
    organization {
      id
      activities(first: 50, after: $after) {
        nodes { ...ActivityRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment ActivityRow on Activity {
    id
    action
    entityType
    entityId
    metadata
    memberName
    createdAt
  }
`)
