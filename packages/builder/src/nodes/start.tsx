import { atom, useAtomValue } from '@skep/react/jotai'
import { Badge, IconButton } from '@skep/react/ui'
import { type StartConfig, type StartVariable, startNode } from '@skep/schema'
import { ChevronRight, Play, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { StartVariableForm } from './start-variable-form.tsx'
import { SummaryLine } from './summary.tsx'

const modeAtom = atom((get) => get(appAtom).mode)

function Summary({ config }: NodeSummaryProps<StartConfig>): ReactElement {
  const t = useT()
  const isTalking = useAtomValue(modeAtom) !== 'workflow'
  const rest = config.variables.length - 3
  return (
    <>
      {isTalking ? <SummaryLine>{t('builder.start.message')}</SummaryLine> : null}
      {config.variables.slice(0, 3).map((variable) => (
        <SummaryLine key={variable.variable}>
          <span className="sk:font-mono sk:text-ink">{variable.variable}</span> ·{' '}
          {t(`builder.start.type.${variable.type}`)}
        </SummaryLine>
      ))}
      {rest > 0 ? <SummaryLine>{t('builder.summary.more', { count: rest })}</SummaryLine> : null}
    </>
  )
}

function Panel({ config, set, isReadOnly }: NodePanelProps<StartConfig>): ReactElement {
  const t = useT()
  const isTalking = useAtomValue(modeAtom) !== 'workflow'
  const [openIndex, setOpenIndex] = useState<number | null>(null)
  const { variables } = config
  const put = (next: readonly StartVariable[]): void => set(['variables'], next.map(asJson))
  const add = (): void => {
    const names = new Set(variables.map((variable) => variable.variable))
    let name = 'text'
    for (let number = 2; names.has(name); number += 1) name = `text_${number}`
    put([...variables, { variable: name, label: '', type: 'text-input', required: true, maxLength: 256 }])
    setOpenIndex(variables.length)
  }
  return (
    <>
      <Section
        title={t('builder.start.fields')}
        hint={t('builder.start.hint')}
        action={
          isReadOnly ? null : (
            <IconButton size="sm" label={t('builder.start.add')} icon={<Plus size={15} />} onClick={add} />
          )
        }
      >
        {variables.length === 0 ? <EmptyRow>{t('builder.start.none')}</EmptyRow> : null}
        <ul className="sk:flex sk:flex-col sk:gap-2">
          {variables.map((variable, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
            <li key={index} className="sk:rounded-sm sk:border sk:border-line">
              <div className="sk:flex sk:items-center sk:gap-0.5 sk:pe-1">
                <button
                  type="button"
                  aria-expanded={openIndex === index}
                  className="sk:flex sk:min-h-9 sk:min-w-0 sk:flex-1 sk:items-center sk:gap-2 sk:rounded-sm sk:px-2 sk:text-start sk:enabled:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
                  onClick={() => setOpenIndex(openIndex === index ? null : index)}
                >
                  <ChevronRight
                    size={13}
                    aria-hidden="true"
                    className={`sk:shrink-0 sk:text-faint sk:transition-transform ${openIndex === index ? 'sk:rotate-90' : 'skep-mirror'}`}
                  />
                  <span className="sk:truncate sk:font-mono sk:text-sm">{variable.variable || '–'}</span>
                  <span className="sk:min-w-0 sk:flex-1 sk:truncate sk:text-sm sk:text-muted">
                    {variable.label}
                  </span>
                  {variable.required ? <Badge>{t('builder.start.required')}</Badge> : null}
                  <span className="sk:text-xs sk:whitespace-nowrap sk:text-muted">
                    {t(`builder.start.type.${variable.type}`)}
                  </span>
                </button>
                {isReadOnly ? null : (
                  <RowButtons
                    items={variables}
                    index={index}
                    name={variable.variable}
                    onItemsChange={(next) => {
                      put(next)
                      setOpenIndex(null)
                    }}
                  />
                )}
              </div>
              {openIndex === index ? (
                <div className="sk:border-t sk:border-line sk:p-3">
                  <StartVariableForm
                    variable={variable}
                    isDouble={variables.some(
                      (other, at) => at !== index && other.variable === variable.variable,
                    )}
                    path={['variables', index]}
                    set={set}
                  />
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      {isTalking ? (
        <Section title={t('builder.start.given')}>
          <p className="sk:text-sm sk:text-muted">{t('builder.start.givenText')}</p>
          <ul className="sk:flex sk:flex-col sk:gap-1">
            {['query', 'files', 'conversation_id', 'dialogue_count'].map((name) => (
              <li key={name} className="sk:font-mono sk:text-sm">
                sys.{name}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  )
}

/** Where a run begins, and the form that it asks for. @public */
export const startPanel: PanelDefinition = definePanel(startNode, { icon: Play, summary: Summary, Panel })
