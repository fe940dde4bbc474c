import type { SessionFieldsFragment } from '../gql/graphql.ts'

export type SessionAnswer = SessionFieldsFragment

/** Whoever is signed in, as the frame and the pages need them. */
export type Viewer = SessionFieldsFragment['member']

// Plain strings: these run before the GraphQL client is loaded. The codegen reads them all the same
// and checks them against the contract.

const sessionFields = /* GraphQL */ `
  fragment SessionFields on Session {
    accessToken
    expiresAt
    member { id name email role organization { id name timezone } }
  }
`

export const signInMutation = /* GraphQL */ `
  mutation SignIn($email: String!, $password: String!, $code: String) {
    signIn(email: $email, password: $password, code: $code) { ...SessionFields }
  }
  ${sessionFields}
`

export const signUpMutation = /* GraphQL */ `
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) { ...SessionFields }
  }
  ${sessionFields}
`

export const refreshMutation = /* GraphQL */ `
  mutation RefreshSession { refreshSession { ...SessionFields } }
  ${sessionFields}
`

export const signOutMutation = /* GraphQL */ `mutation SignOut { signOut }`

export const switchMutation = /* GraphQL */ `
  mutation SwitchOrganization($id: ID!) {
    switchOrganization(id: $id) { ...SessionFields }
  }
  ${sessionFields}
`

export const acceptMutation = /* GraphQL */ `
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { ...SessionFields }
  }
  ${sessionFields}
`

export const invitationQuery = /* GraphQL */ `
  query InvitationPreview($token: String!) {
    invitation(token: $token) {
      organizationName
      inviterName
      email
      name
      role
      state
      hasAccount
      isSignedIn
    }
  }
`

export const requestResetMutation = /* GraphQL */ `
  mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) }
`

export const resetMutation = /* GraphQL */ `
  mutation ResetPassword($token: String!, $password: String!) {
    resetPassword(token: $token, password: $password)
  }
`

export const plansQuery = /* GraphQL */ `
  query PlansToAskFor { plans { id name priceCents isDefault } }
`
