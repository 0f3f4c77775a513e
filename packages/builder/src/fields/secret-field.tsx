import { Button, ErrorNote, TextField } from '@skep/react/ui'
import { type ErrorData, newId, parseTemplate, toErrorData } from '@skep/schema'
import { KeyRound } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setEnvironmentVariables } from '../core/commands/settings.ts'
import { useT } from '../use-t.ts'
import { TemplateField } from './template-field.tsx'

/** @internal */
export interface SecretFieldProps {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  /** A text that refers to a secret variable. */
  readonly value: string
  readonly onValueChange: (text: string) => void
  /** What a new variable is called, numbered. */
  readonly stem: string
}

/**
 * A key. What is typed into its second line goes to the secret store at once and becomes a secret variable of the app,
 * which the text then refers to; so no key need ever stand in an app.
 * @internal
 */
export function SecretField(props: SecretFieldProps): ReactElement {
  const { label, hint, error, value, onValueChange, stem } = props
  const t = useT()
  const { client, edit, isReadOnly } = useBuilder()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorData | null>(null)
  const isPlain = value.trim() !== '' && parseTemplate(value).every((part) => part.type === 'text')

  const keep = async (secret: string): Promise<void> => {
    setBusy(true)
    setFailure(null)
    const id = newId('env')
    const secretName = `env_${id}`
    try {
      await client.secrets.set(secretName, secret)
      let name = ''
      edit((app) => {
        const taken = new Set(app.environmentVariables.map((variable) => variable.name))
        let number = 1
        while (taken.has(`${stem}_${number}`)) number += 1
        name = `${stem}_${number}`
        return setEnvironmentVariables(app, [
          ...app.environmentVariables,
          { id, name, type: 'secret', value: '', secretName },
        ])
      })
      onValueChange(`{{#env.${name}#}}`)
      setTyped('')
    } catch (cause) {
      setFailure(toErrorData(cause))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5">
      <TemplateField
        label={label}
        {...(hint ? { hint } : {})}
        error={error ?? (isPlain ? t('builder.secret.plain') : undefined)}
        placeholder={t('builder.secret.placeholder')}
        lines={[1, 4]}
        value={value}
        onValueChange={onValueChange}
      />
      {isReadOnly ? null : isPlain ? (
        <Button isBusy={isBusy} icon={<KeyRound size={13} />} onClick={() => void keep(value.trim())}>
          {t('builder.secret.move')}
        </Button>
      ) : value.trim() === '' ? (
        <div className="sk:flex sk:gap-1.5">
          <TextField
            className="sk:min-w-0 sk:flex-1"
            type="password"
            autoComplete="off"
            aria-label={t('builder.secret.new')}
            placeholder={t('builder.secret.new')}
            start={<KeyRound size={13} />}
            value={typed}
            onValueChange={setTyped}
          />
          <Button isBusy={isBusy} disabled={typed === ''} onClick={() => void keep(typed)}>
            {t('builder.secret.save')}
          </Button>
        </div>
      ) : null}
      {failure ? <ErrorNote error={failure} look="line" /> : null}
    </div>
  )
}
