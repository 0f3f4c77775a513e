import { IconButton, SegmentedControl, TextField } from '@skep/react/ui'
import {
  type CodeConfig,
  type CodeLanguage,
  type CodeOutput,
  codeNode,
  type Issue,
  type JsonValue,
  VARIABLE_NAME,
  type ValueType,
} from '@skep/schema'
import { Braces, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { BindingList } from '../fields/binding-list.tsx'
import { CodeField } from '../fields/code-field.tsx'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TypeSelect } from '../fields/type-select.tsx'
import { useT } from '../use-t.ts'
import { SummaryLine } from './summary.tsx'

const OUTPUT_TYPES = [
  'string',
  'number',
  'boolean',
  'object',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const satisfies readonly ValueType[]

function Summary({ config }: NodeSummaryProps<CodeConfig>): ReactElement {
  const t = useT()
  const names = Object.keys(config.outputs)
  return (
    <>
      <SummaryLine>
        {t(config.language === 'javascript' ? 'builder.code.javascript' : 'builder.code.python')}
      </SummaryLine>
      {names.length > 0 ? (
        <SummaryLine>
          → <span className="sk:font-mono">{names.join(', ')}</span>
        </SummaryLine>
      ) : null}
    </>
  )
}

/** What a new node does, in each language. */
const FIRST_CODE: Readonly<Record<CodeLanguage, string>> = {
  javascript: codeNode.defaults.code,
  python3: 'def main(text: str) -> dict:\n    return {"result": text}\n',
}

function Panel({ config, set, setMany, issues, isReadOnly }: NodePanelProps<CodeConfig>): ReactElement {
  const t = useT()
  const isPython = config.language !== 'javascript'
  const problem = issues.find((issue) => issue.path[0] === 'code')
  const choose = (language: CodeLanguage): void => {
    const isUntouched = config.code.trim() === '' || config.code === FIRST_CODE[config.language]
    setMany([
      { path: ['language'], value: language },
      ...(isUntouched ? [{ path: ['code'], value: FIRST_CODE[language] }] : []),
    ])
  }
  return (
    <>
      <BindingList
        title={t('builder.inputs')}
        hint={t('builder.code.inputsHint')}
        empty={t('builder.inputs.none')}
        bindings={config.variables}
        path={['variables']}
        set={set}
        issues={issues}
        isReadOnly={isReadOnly}
      />
      <Section
        title={t('builder.code.title')}
        hint={t(isPython ? 'builder.code.pythonHint' : 'builder.code.hint')}
      >
        {isReadOnly ? null : (
          <SegmentedControl<CodeLanguage>
            size="sm"
            label={t('builder.code.language')}
            value={config.language}
            options={[
              { value: 'javascript', label: t('builder.code.javascript') },
              { value: 'python3', label: t('builder.code.python') },
            ]}
            onValueChange={choose}
          />
        )}
        <CodeField
          aria-label={t('builder.code')}
          language={isPython ? 'python' : 'javascript'}
          value={config.code}
          error={problem && codeError(problem, t)}
          errorLine={problem && lineOf(problem)}
          onValueChange={(code) => set(['code'], code)}
        />
      </Section>
      <Outputs config={config} set={set} isReadOnly={isReadOnly} />
    </>
  )
}

function codeError({ code, params }: Issue, t: ReturnType<typeof useT>): string {
  if (code !== 'CODE_SYNTAX') return t('builder.required')
  const { line, reason } = params
  return typeof line === 'number'
    ? t('builder.code.problemAt', { line, reason: String(reason) })
    : String(reason)
}

function lineOf({ params: { line } }: Issue): number | undefined {
  return typeof line === 'number' ? line : undefined
}

type OutputsProps = Pick<NodePanelProps<CodeConfig>, 'config' | 'set' | 'isReadOnly'>

function Outputs({ config, set, isReadOnly }: OutputsProps): ReactElement {
  const t = useT()
  const rows = Object.entries(config.outputs)
  const put = (next: readonly (readonly [string, CodeOutput])[]): void =>
    set(['outputs'], asJson(Object.fromEntries(next)) satisfies JsonValue)
  const add = (): void => {
    let name = 'result'
    for (let number = 2; Object.hasOwn(config.outputs, name); number += 1) name = `result_${number}`
    put([...rows, [name, { type: 'string' }]])
  }
  return (
    <Section
      title={t('builder.outputs')}
      hint={t('builder.code.outputsHint')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.row.add')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {rows.length === 0 ? <EmptyRow>{t('builder.code.noOutputs')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {rows.map(([name, output], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
          <li key={index} className="sk:flex sk:items-start sk:gap-1.5">
            <OutputName
              name={name}
              number={index + 1}
              isTaken={(next) => next !== name && Object.hasOwn(config.outputs, next)}
              onRename={(next) => put(rows.with(index, [next, output]))}
            />
            <TypeSelect
              className="sk:w-34"
              aria-label={t('builder.code.outputType', { name })}
              value={output.type}
              types={OUTPUT_TYPES}
              onValueChange={(type) => put(rows.with(index, [name, { type }]))}
            />
            {isReadOnly ? null : (
              <IconButton
                size="lg"
                label={t('builder.row.remove', { name })}
                icon={<Trash2 size={14} />}
                onClick={() => put(rows.toSpliced(index, 1))}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface OutputNameProps {
  readonly name: string
  readonly number: number
  readonly isTaken: (name: string) => boolean
  readonly onRename: (name: string) => void
}

/** Names are keys: one that is taken or no name yet stays in the field until it is right. */
function OutputName({ name, number, isTaken, onRename }: OutputNameProps): ReactElement {
  const t = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? name
  const isDouble = isTaken(shown)
  const isInvalid = !VARIABLE_NAME.test(shown)
  return (
    <TextField
      className="sk:flex-1"
      isMono
      aria-label={t('builder.row.name', { number })}
      value={shown}
      error={isDouble ? t('builder.name.double') : isInvalid ? t('builder.name.invalid') : undefined}
      onValueChange={(next) => {
        if (isTaken(next) || !VARIABLE_NAME.test(next)) return setDraft(next)
        setDraft(null)
        onRename(next)
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

/** Runs the user's own code in the sandbox. @public */
export const codePanel: PanelDefinition = definePanel(codeNode, { icon: Braces, summary: Summary, Panel })
