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

/** Everything the page shows beside the list of people. */
export const teamDocument = graphql(`
  query Team {
    organization {
      id
      usage { resource used max }
      invitations(first: 100) {
        nodes { ...InvitationRow }
        pageInfo { hasNextPage }
      }
    }
    plans {
      id
      name
      rank
      limits { resource max }
    }
  }
  fragment InvitationRow on Invitation {
    id
    email
    name
    role
    state
    sentAt
    expiresAt
  }
`)

export const membersDocument = graphql(`
  query TeamMembers($after: String) {
    organization {
      id
      members(first: 50, after: $after) {
        nodes { ...MemberRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment MemberRow on Member {
    id
    name
    email
    role
    status
    lastSeenAt
    version
  }
`)

export const inviteDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) { ...InvitationRow }
  }
`)

export const resendDocument = graphql(`
  mutation ResendInvitation($id: ID!) {
    resendInvitation(id: $id) { ...InvitationRow }
  }
`)

export const revokeDocument = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) { ...InvitationRow }
  }
`)

export const updateMemberDocument = graphql(`
  mutation UpdateMember($id: ID!, $input: UpdateMemberInput!) {
    updateMember(id: $id, input: $input) { ...MemberRow }
  }
`)

export const removeMemberDocument = graphql(`
  mutation RemoveMember($id: ID!) {
    removeMember(id: $id)
  }
`)

export const transferDocument = graphql(`
  mutation TransferOwnership($memberId: ID!) {
    transferOwnership(memberId: $memberId) { ...MemberRow }
  }
`)

export const leaveDocument = graphql(`
  mutation LeaveOrganization {
    leaveOrganization
  }
`)
