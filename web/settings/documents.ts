import { graphql } from '../gql/gql.ts'

export const settingsDocument = graphql(`
  query OrganizationSettings {
    organization { ...Settings yourAddress }
  }
  fragment Settings on Organization {
    id
    name
    email
    phone
    billingAddress
    country
    timezone
    nextTimezone { timezone from }
    excludedAddresses
    dataSharing { isOn isConsentRequired decidedAt decidedBy { id name } }
    version
    updatedAt
  }
`)

export const updateOrganizationDocument = graphql(`
  mutation UpdateOrganization($input: UpdateOrganizationInput!) {
    updateOrganization(input: $input) { ...Settings }
  }
`)

export const updateProfileDocument = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) { id name }
  }
`)
