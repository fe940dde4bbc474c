import type { MailTemplate, MailVariables } from '../journal/mail.ts'
import { layOut, oneLine, type Rendered, type Words } from './layout.ts'

const notYou = 'If this was not you, set a new password now and sign out everywhere.'

/** What each mail says. Facts first, no exclamation marks. */
const words: { readonly [T in MailTemplate]: (variables: MailVariables[T]) => Words } = {
  INVITATION: ({ organizationName, inviterName, role, url, expiresAt }) => ({
    subject: `${inviterName} invites you to ${organizationName}`,
    title: `Join ${organizationName}`,
    paragraphs: [
      `${inviterName} invites you to work with ${organizationName} on Outbound Impact, as ${role}.`,
      `The invitation is for this address only and holds until ${day(expiresAt)}.`,
    ],
    action: { label: 'Accept the invitation', url },
    note: 'If you expected no invitation, there is nothing to do.',
  }),
  PASSWORD_RESET: ({ url, minutes }) => ({
    subject: 'Set a new password',
    title: 'Set a new password',
    paragraphs: [
      `Somebody asked for a new password for your account. The link works once, for ${minutes} minutes.`,
    ],
    action: { label: 'Choose a new password', url },
    note: 'If it was not you, there is nothing to do: without the link nothing changes.',
  }),
  PASSWORD_CHANGED: ({ at, device }) => ({
    subject: 'Your password was changed',
    title: 'Your password was changed',
    paragraphs: [`It was changed on ${moment(at)}, from ${device}.`],
    note: notYou,
  }),
  EMAIL_CHANGED: ({ newEmail, at }) => ({
    subject: 'Your e-mail address was changed',
    title: 'Your e-mail address was changed',
    paragraphs: [
      `Since ${moment(at)} you sign in with ${newEmail}. This address is no longer used for your account.`,
    ],
    note: notYou,
  }),
  MEMBER_REMOVED: ({ organizationName }) => ({
    subject: `You are no longer a member of ${organizationName}`,
    title: `You are no longer a member of ${organizationName}`,
    paragraphs: [
      `An administrator of ${organizationName} has removed you. Other organizations you belong to are not affected.`,
    ],
  }),
  OWNERSHIP_TRANSFERRED: ({ organizationName, by }) => ({
    subject: `You are now the owner of ${organizationName}`,
    title: `You are now the owner of ${organizationName}`,
    paragraphs: [
      `${by} has made you the owner. You decide about the plan, the members and the organization itself.`,
    ],
  }),
  CAMPAIGN_SHARED: ({ campaignName, fromName, message, url }) => ({
    subject: `${fromName} shares ${campaignName} with you`,
    title: campaignName,
    paragraphs: [`${fromName} shares this campaign with you.`],
    ...(message.trim() && { quote: message }),
    action: { label: 'Open the campaign', url },
  }),
  EXPORT_READY: ({ fileName, schedule, url, isAttached }) => ({
    subject: schedule ? `${schedule}: ${fileName}` : `Your export is ready: ${fileName}`,
    title: schedule || 'Your export is ready',
    paragraphs: [
      isAttached
        ? `The file ${fileName} is attached. It can also be downloaded for a week by members who may see it.`
        : `The file ${fileName} can be downloaded for a week by members who may see it.`,
    ],
    action: { label: 'Open the export', url },
    ...(schedule && {
      note: 'You get this because you are a recipient of this schedule. Any editor of your organization can change that.',
    }),
  }),
  EXPORT_FAILED: ({ fileName, schedule, url, reason }) => ({
    subject: `${schedule || 'Your export'} could not be made`,
    title: `${schedule || 'Your export'} could not be made`,
    paragraphs: [`There is no file ${fileName}. ${reason}`],
    action: { label: 'Open the export', url },
  }),
  SCHEDULE_PAUSED: ({ organizationName, schedule, reason, url }) => ({
    subject: `A schedule of ${organizationName} is paused: ${schedule}`,
    title: `${schedule} is paused`,
    paragraphs: [reason, 'Nothing is exported by it until somebody switches it on again.'],
    action: { label: 'Open the schedules', url },
  }),
  WEBHOOK_DISABLED: ({ organizationName, host, reason, url }) => ({
    subject: `A webhook of ${organizationName} was switched off`,
    title: `The webhook to ${host} was switched off`,
    paragraphs: [
      reason,
      'What was not delivered is in its log for thirty days. Switch it on again and have it sent again from there.',
    ],
    action: { label: 'Open the webhooks', url },
  }),
}

/** A mail in words, plain and HTML. Throws for a template nobody knows (a mail of a newer version). */
export function renderMail(template: string, variables: object, publicUrl: string): Rendered {
  const say = words[template as MailTemplate] as ((given: object) => Words) | undefined
  if (!say) throw new Error(`There is no template ${oneLine(template)}`)
  return layOut(say(variables), publicUrl)
}

/** Everybody reads a mail in a zone of their own, so times are said in UTC and say so. */
function moment(at: string): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
  return `${day(at)} at ${time} UTC`
}

function day(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
}
