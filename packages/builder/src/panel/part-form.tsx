import { useAtom, useAtomValue } from '@skep/react/jotai'
import { Badge, Button, IconButton, TextArea, type Tone } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { Play, RotateCcw, Square } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { type NeededValue, neededValues, needsQuery, type ValueOrigin, valueKey } from '../core/part-run.ts'
import { ConstantField, firstValue } from '../fields/constant-field.tsx'
import { Section } from '../fields/section.tsx'
import { runQueryAtom } from '../run/form-atoms.ts'
import { usePartRun } from '../run/use-part-run.ts'
import { useRunControl } from '../run/use-run-control.ts'
import { appAtom, nodesByIdAtom } from '../state/edit-atoms.ts'
import { partValuesAtom } from '../state/part-atoms.ts'
import { isRunningAtom, lastFullRunAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'

const TONES: Readonly<Record<ValueOrigin, Tone>> = { cached: 'neutral', pinned: 'info', manual: 'accent' }

/** A form made of the variables that a step uses, filled from the last run; runs that step alone. @internal */
export function PartForm({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { definitions } = useBuilder()
  const app = useAtomValue(appAtom)
  const view = useAtomValue(lastFullRunAtom)
  const isRunning = useAtomValue(isRunningAtom)
  const [typed, setTyped] = useAtom(partValuesAtom)
  const [query, setQuery] = useAtom(runQueryAtom)
  const run = usePartRun()
  const control = useRunControl()
  const values = useMemo(
    () => neededValues(app, node.id, definitions, view, typed),
    [app, node.id, definitions, view, typed],
  )
  const asksQuery = useMemo(() => needsQuery(app, node.id, definitions), [app, node.id, definitions])
  return (
    <form
      aria-label={t('builder.part.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (isRunning) control.stop()
        else run.runNode(node.id)
      }}
    >
      <Section
        title={t('builder.part.title')}
        hint={t(values.length === 0 && !asksQuery ? 'builder.part.none' : 'builder.part.hint')}
      >
        {values.map((value) => (
          <ValueRow
            key={valueKey(value.scope, value.name)}
            value={value}
            onValueChange={(next) => {
              const key = valueKey(value.scope, value.name)
              setTyped((now) => {
                const { [key]: _, ...rest } = now
                return next === undefined ? rest : { ...rest, [key]: next }
              })
            }}
          />
        ))}
        {asksQuery ? (
          <TextArea label={t('builder.run.query')} rows={2} value={query} onValueChange={setQuery} />
        ) : null}
        <div>
          <Button
            type="submit"
            icon={isRunning ? <Square size={12} fill="currentColor" /> : <Play size={14} />}
          >
            {t(isRunning ? 'builder.run.stop' : 'builder.part.run')}
          </Button>
        </div>
      </Section>
    </form>
  )
}

function ValueRow(props: {
  readonly value: NeededValue
  readonly onValueChange: (value: NonNullable<NeededValue['value']> | null | undefined) => void
}): ReactElement {
  const { value, onValueChange } = props
  const t = useT()
  const title = useAtomValue(nodesByIdAtom).get(value.scope)?.title
  const scope = value.scope === 'conversation' ? t('builder.scope.conversation') : (title ?? value.scope)
  const isTyped = value.origin === 'manual' && value.value !== undefined
  return (
    <div className="sk:flex sk:items-end sk:gap-1">
      <ConstantField
        key={`${value.type}/${value.origin}`}
        className="sk:min-w-0 sk:flex-1"
        label={
          <span className="sk:flex sk:flex-wrap sk:items-center sk:gap-1.5">
            <span>
              {scope} · <span className="sk:font-mono">{value.name}</span>
            </span>
            {value.value === undefined ? null : (
              <Badge tone={TONES[value.origin]}>{t(`builder.part.${value.origin}`)}</Badge>
            )}
          </span>
        }
        type={value.type}
        value={value.value ?? firstValue(value.type)}
        onValueChange={onValueChange}
      />
      {isTyped ? (
        <IconButton
          label={t('builder.part.reset', { name: value.name })}
          icon={<RotateCcw size={14} />}
          onClick={() => onValueChange(undefined)}
        />
      ) : null}
    </div>
  )
}
