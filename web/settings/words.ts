export const readOnlySentence = 'Only owners and admins change these. Ask one of them.'
