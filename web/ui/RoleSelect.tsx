import classes from './RoleSelect.module.css'

type RoleSelectProps<Role extends string> = {
  name: string
  label: string
  roles: { role: Role; name: string; rights: string }[]
  value: Role
  onChange: (role: Role) => void
}

/** Who somebody is to be, each with a line on what that allows. */
export function RoleSelect<Role extends string>(props: RoleSelectProps<Role>) {
  return (
    <fieldset className={classes.set}>
      <legend className={classes.label}>{props.label}</legend>
      {props.roles.map(({ role, name, rights }) => (
        <label key={role} className={classes.role}>
          <input
            type="radio"
            name={props.name}
            value={role}
            checked={role === props.value}
            onChange={() => props.onChange(role)}
          />
          <span className={classes.name}>{name}</span>
          <span className={classes.rights}>{rights}</span>
        </label>
      ))}
    </fieldset>
  )
}
