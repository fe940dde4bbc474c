import { graphql } from '../gql/gql.ts'

export const securityDocument = graphql(`
  query Security {
    twoStep { isOn since recoveryCodesLeft }
    sessions {
      id
      device
      city
      countryCode
      organizationName
      createdAt
      lastSeenAt
      isCurrent
    }
  }
`)

export const changePasswordDocument = graphql(`
  mutation ChangePassword($current: String!, $new: String!, $code: String) {
    changePassword(current: $current, new: $new, code: $code)
  }
`)

export const revokeSessionDocument = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id)
  }
`)

export const revokeOthersDocument = graphql(`
  mutation RevokeOtherSessions {
    revokeOtherSessions
  }
`)

export const startTwoStepDocument = graphql(`
  mutation StartTwoStep($password: String!) {
    startTwoStep(password: $password) { secret uri qrSvg }
  }
`)

export const confirmTwoStepDocument = graphql(`
  mutation ConfirmTwoStep($code: String!) {
    confirmTwoStep(code: $code)
  }
`)

export const renewCodesDocument = graphql(`
  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {
    regenerateRecoveryCodes(password: $password, code: $code)
  }
`)

export const disableTwoStepDocument = graphql(`
  mutation DisableTwoStep($password: String!, $code: String!) {
    disableTwoStep(password: $password, code: $code)
  }
`)
