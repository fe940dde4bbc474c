import { graphql } from '../gql/gql.ts'

export const membershipsDocument = graphql(`
  query Memberships {
    memberships {
      organizationId
      organizationName
      role
      isCurrent
      canEnter
    }
  }
`)
