import { IconButton, TextField } from '@skep/react/ui'
import { type Issue, type JsonValue, type Selector, VARIABLE_NAME } from '@skep/schema'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import { useT } from '../use-t.ts'
import { EmptyRow } from './empty-row.tsx'
import { Section } from './section.tsx'
import { VariableField } from './variable-field.tsx'

/** A name and the variable it stands for. @public */
export interface Binding {
  readonly variable: string
  readonly selector: Selector
}

/** @public */
export interface BindingListProps {
  readonly title: string
  readonly hint?: string
  readonly empty: string
  readonly bindings: readonly Binding[]
  /** Where the list stands in the config. */
  readonly path: PatchPath
  readonly set: (path: PatchPath, value: JsonValue | undefined) => void
  readonly issues?: readonly Issue[]
  readonly isReadOnly: boolean
  /** A free name for a new row. Default `value`. */
  readonly stem?: string
}

/** Rows of a name and a variable: the inputs of code and templates, the outputs of a workflow. @public */
export function BindingList(props: BindingListProps): ReactElement {
  const { title, hint, empty, bindings, path, set, issues = [], isReadOnly, stem = 'value' } = props
  const t = useT()
  const add = (): void => {
    const names = new Set(bindings.map((binding) => binding.variable))
    let name = stem
    for (let number = 2; names.has(name); number += 1) name = `${stem}_${number}`
    set(path, [...bindings.map(asJson), { variable: name, selector: [] }])
  }
  const problemAt = (index: number): string | undefined => {
    const name = bindings[index]?.variable ?? ''
    if (name !== '' && !VARIABLE_NAME.test(name)) return t('builder.name.invalid')
    const isDouble = issues.some(
      (issue) =>
        issue.code === 'NAME_DUPLICATE' && [...path, index].every((key, at) => issue.path[at] === key),
    )
    return isDouble ? t('builder.name.double') : undefined
  }
  return (
    <Section
      title={title}
      {...(hint ? { hint } : {})}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.row.add')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {bindings.length === 0 ? <EmptyRow>{empty}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {bindings.map((binding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id; a name that is being typed is none
          <li key={index} className="sk:flex sk:items-start sk:gap-1.5">
            <TextField
              aria-label={t('builder.row.name', { number: index + 1 })}
              isMono
              className="sk:w-2/5 sk:shrink-0"
              value={binding.variable}
              error={problemAt(index)}
              placeholder={t('builder.row.namePlaceholder')}
              onValueChange={(name) => set([...path, index, 'variable'], name)}
            />
            <VariableField
              aria-label={t('builder.row.variable', { number: index + 1 })}
              className="sk:flex-1"
              value={binding.selector}
              onValueChange={(selector) => set([...path, index, 'selector'], selector)}
            />
            {isReadOnly ? null : (
              <IconButton
                size="lg"
                label={t('builder.row.remove', { name: binding.variable || String(index + 1) })}
                icon={<Trash2 size={14} />}
                onClick={() => set(path, bindings.filter((_, at) => at !== index).map(asJson))}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
