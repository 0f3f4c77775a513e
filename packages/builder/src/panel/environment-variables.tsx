import { useAtomValue } from '@skep/react/jotai'
import { Button, ErrorNote, IconButton, NumberField, Select, TextField } from '@skep/react/ui'
import { type EnvironmentVariable, type ErrorData, newId, toErrorData, VARIABLE_NAME } from '@skep/schema'
import { KeyRound, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setEnvironmentVariables } from '../core/commands/settings.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

const TYPES = ['string', 'number', 'secret'] as const

/** Values that every node may read and none may write. @internal */
export function EnvironmentVariables(): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const { environmentVariables: variables } = useAtomValue(appAtom)
  const names = new Set(variables.map((variable) => variable.name))
  const add = (): void => {
    let name = 'VALUE'
    for (let number = 2; names.has(name); number += 1) name = `VALUE_${number}`
    edit((app) =>
      setEnvironmentVariables(app, [
        ...app.environmentVariables,
        { id: newId('env'), name, type: 'string', value: '' },
      ]),
    )
  }
  return (
    <Section
      title={t('builder.env.title')}
      hint={t('builder.env.hint')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.row.add')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {variables.length === 0 ? <EmptyRow>{t('builder.env.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-3">
        {variables.map((variable) => (
          <li key={variable.id}>
            <EnvironmentRow
              variable={variable}
              isDouble={variables.filter(({ name }) => name === variable.name).length > 1}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function EnvironmentRow({
  variable,
  isDouble,
}: {
  readonly variable: EnvironmentVariable
  readonly isDouble: boolean
}): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const change = (next: EnvironmentVariable | undefined): void =>
    edit((app) =>
      setEnvironmentVariables(
        app,
        app.environmentVariables.flatMap((each) => (each.id === variable.id ? (next ? [next] : []) : [each])),
      ),
    )
  const problem = !VARIABLE_NAME.test(variable.name)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5">
      <div className="sk:flex sk:gap-1.5">
        <TextField
          className="sk:flex-1"
          isMono
          aria-label={t('builder.env.name')}
          value={variable.name}
          error={problem}
          onValueChange={(name) => change({ ...variable, name })}
        />
        <Select
          className="sk:w-26"
          aria-label={t('builder.env.type')}
          value={variable.type}
          options={TYPES.map((type) => ({ value: type, label: t(`builder.env.type.${type}`) }))}
          onValueChange={(type) =>
            change({ ...withoutSecret(variable), type, value: type === 'number' ? 0 : '' })
          }
        />
        {isReadOnly ? null : (
          <IconButton
            size="lg"
            label={t('builder.row.remove', { name: variable.name })}
            icon={<Trash2 size={14} />}
            onClick={() => change(undefined)}
          />
        )}
      </div>
      {variable.type === 'secret' ? (
        <SecretValue
          variable={variable}
          onSaved={(secretName) => change({ ...variable, value: '', secretName })}
        />
      ) : variable.type === 'number' ? (
        <NumberField
          aria-label={t('builder.env.value', { name: variable.name })}
          value={typeof variable.value === 'number' ? variable.value : undefined}
          onValueChange={(value) => change({ ...variable, value: value ?? 0 })}
        />
      ) : (
        <TextField
          aria-label={t('builder.env.value', { name: variable.name })}
          placeholder={t('builder.env.valuePlaceholder')}
          value={typeof variable.value === 'string' ? variable.value : ''}
          onValueChange={(value) => change({ ...variable, value })}
        />
      )}
    </div>
  )
}

/** The value goes to the secret store at once and never comes back to the page. */
function SecretValue(props: {
  readonly variable: EnvironmentVariable
  readonly onSaved: (secretName: string) => void
}): ReactElement {
  const { variable, onSaved } = props
  const t = useT()
  const { client } = useBuilder()
  const [value, setValue] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const save = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    const secretName = variable.secretName ?? `env_${variable.id}`
    try {
      await client.secrets.set(secretName, value)
      setValue('')
      onSaved(secretName)
    } catch (cause) {
      setError(toErrorData(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="sk:flex sk:gap-1.5">
        <TextField
          className="sk:flex-1"
          type="password"
          autoComplete="off"
          aria-label={t('builder.env.value', { name: variable.name })}
          placeholder={t(variable.secretName ? 'builder.env.secretSet' : 'builder.env.secretEmpty')}
          start={<KeyRound size={13} />}
          value={value}
          onValueChange={setValue}
        />
        <Button isBusy={isBusy} disabled={value === ''} onClick={() => void save()}>
          {t('builder.env.saveSecret')}
        </Button>
      </div>
      {error ? <ErrorNote error={error} look="line" /> : null}
    </>
  )
}

function withoutSecret(variable: EnvironmentVariable): EnvironmentVariable {
  const { secretName: _, ...rest } = variable
  return rest
}
