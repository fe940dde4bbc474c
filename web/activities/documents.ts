import { graphql } from '../gql/gql.ts'

export const activityDocument = graphql(`
  query ActivityLog(
    $after: String
    $memberId: ID
    $action: String
    $entityType: String
    $from: DateTime
    $to: DateTime
    $search: String
  ) {
    organization {
      id
      activities(
        first: 50
        after: $after
        memberId: $memberId
        action: $action
        entityType: $entityType
        from: $from
        to: $to
        search: $search
      ) {
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

export const activityPeopleDocument = graphql(`
  query ActivityPeople {
    organization {
      id
      members(first: 100) { nodes { id name } }
    }
  }
`)
