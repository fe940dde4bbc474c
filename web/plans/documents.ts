import { graphql } from '../gql/gql.ts'

export const planDocument = graphql(`
  query PlanAndUsage {
    organization {
      id
      plan { id name }
      requestedPlan { id name }
      usage { resource used max }
    }
    plans { ...PlanTerms }
  }
  fragment PlanTerms on Plan {
    id
    name
    priceCents
    rank
    isDefault
    lookbackDays
    limits { resource max }
    exports { dataset format }
  }
`)

export const requestPlanDocument = graphql(`
  mutation RequestPlan($planId: ID) {
    requestPlan(planId: $planId) { id requestedPlan { id name } }
  }
`)
