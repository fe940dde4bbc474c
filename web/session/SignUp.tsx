import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import type { PlansToAskForQuery, SignUpInput } from '../gql/graphql.ts'
import { signUp } from '../session.ts'
import { type FieldErrors, placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { formatMoney } from '../ui/format.ts'
import { Select } from '../ui/Select.tsx'
import { CodeField } from './CodeField.tsx'
import classes from './Door.module.css'
import { FormPage } from './FormPage.tsx'
import { plansQuery } from './operations.ts'
import { Refused, request } from './request.ts'

const passwordLength = 12

export function SignUp() {
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = readInput(new FormData(event.currentTarget))
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    setBusy(true)
    try {
      await signUp(input)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // An account that belongs nowhere any more, and signs in by two steps.
      if (error.refusal.field === 'code' && !needsCode) return setNeedsCode(true)
      show(...placeRefusal(error.refusal, Object.keys(input)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <FormPage
      title="Create an account"
      sub="For you and your company. Colleagues can join later."
      other={{ text: 'Have an account?', link: 'Sign in', to: '/sign-in' }}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <Fields errors={errors} />
        {needsCode && <CodeField error={errors.code} />}
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <Button type="submit" size="md" loading={isBusy}>
          Create account
        </Button>
      </form>
    </FormPage>
  )
}

function Fields({ errors }: { errors: FieldErrors }) {
  return (
    <>
      <TextInput
        name="companyName"
        label="Company name"
        autoComplete="organization"
        error={errors.companyName}
      />
      <TextInput
        name="fullName"
        label="Your full name"
        autoComplete="name"
        error={errors.fullName}
      />
      <TextInput
        name="email"
        type="email"
        label="Your e-mail"
        description="You sign in with it."
        autoComplete="username"
        error={errors.email}
      />
      <TextInput
        name="companyEmail"
        type="email"
        label="Company e-mail"
        description="Optional. Yours is used when it is left empty."
        autoComplete="off"
        error={errors.companyEmail}
      />
      <PasswordInput
        name="password"
        label="Password"
        description="12 characters or more. A sentence is easy to remember."
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        error={errors.password}
      />
      <PlanField error={errors.requestedPlan} />
    </>
  )
}

/** A plan is asked for, not given; without the list of plans one can sign up all the same. */
function PlanField({ error }: { error: string | undefined }) {
  const [plans, setPlans] = useState<PlansToAskForQuery['plans']>([])
  useEffect(() => {
    request<PlansToAskForQuery>(plansQuery, {}).then(
      ({ data }) => setPlans(data.plans),
      () => setPlans([]),
    )
  }, [])
  const first = plans.find((plan) => plan.isDefault)

  return (
    <Select
      name="requestedPlan"
      label="Plan"
      description={
        first
          ? `Everyone starts on ${first.name}. Ask for another here, and we come back to you.`
          : 'Everyone starts on the same plan.'
      }
      error={error}
      data={[
        { value: '', label: first ? `${first.name}, to start with` : 'The plan to start with' },
        ...plans
          .filter((plan) => !plan.isDefault)
          .map((plan) => ({
            value: plan.id,
            label: `${plan.name}, ${formatMoney(plan.priceCents)} a month`,
          })),
      ]}
    />
  )
}

function readInput(form: FormData): SignUpInput {
  return {
    companyName: readField(form, 'companyName'),
    fullName: readField(form, 'fullName'),
    email: readField(form, 'email'),
    companyEmail: readField(form, 'companyEmail') || readField(form, 'email'),
    password: String(form.get('password') ?? ''),
    code: readField(form, 'code') || null,
    requestedPlan: readField(form, 'requestedPlan') || null,
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

function findProblems(input: SignUpInput): FieldErrors {
  const looksLikeEmail = (text: string) => /^\S+@\S+$/.test(text)
  const problems: FieldErrors = {}
  if (!input.companyName) problems.companyName = 'Give your company’s name.'
  if (!input.fullName) problems.fullName = 'Give your name.'
  if (!looksLikeEmail(input.email)) {
    problems.email = 'Use an address like name@company.example.'
  } else if (!looksLikeEmail(input.companyEmail ?? '')) {
    problems.companyEmail = 'Use an address like name@company.example.'
  }
  if (input.password.length < passwordLength) {
    problems.password = `Use ${passwordLength} characters or more.`
  }
  return problems
}
