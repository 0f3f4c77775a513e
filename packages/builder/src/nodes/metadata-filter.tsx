import type { KnowledgeBase } from '@skep/client'
import { useAtomValue } from '@skep/react/jotai'
import { Button, IconButton, SegmentedControl, Select, TextField } from '@skep/react/ui'
import {
  BUILT_IN_FIELDS,
  type ComparisonOperator,
  type KnowledgeRetrievalConfig,
  METADATA_OPERATORS,
  type MetadataCondition,
  type MetadataFieldFace,
  newId,
  OPERATORS_WITHOUT_VALUE,
} from '@skep/schema'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { knowledgeAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'
import { MetadataName } from './metadata-name.tsx'
import { ModelPart, NO_MODEL } from './model-sections.tsx'
import { operatorText } from './operator-text.ts'

type Config = KnowledgeRetrievalConfig

const PATH = ['metadataFiltering', 'conditions', 'conditions']
// Of a field whose type is not known. The words say what each comparison is for.
const OPERATORS = [...new Set(Object.values(METADATA_OPERATORS).flat())]
const WITHOUT_VALUE: readonly string[] = OPERATORS_WITHOUT_VALUE

/** Which documents are searched at all: all, those that fit, or those that a model reads out of the question. @internal */
export function MetadataFilter(props: NodePanelProps<Config>): ReactElement {
  const { config, set } = props
  const t = useT()
  const { mode, model = NO_MODEL, conditions } = config.metadataFiltering
  return (
    <Section title={t('builder.metadata.title')} hint={t('builder.metadata.hint')}>
      <SegmentedControl
        label={t('builder.metadata.title')}
        value={mode}
        options={[
          { value: 'disabled', label: t('builder.metadata.off') },
          { value: 'manual', label: t('builder.metadata.manual') },
          { value: 'automatic', label: t('builder.metadata.automatic') },
        ]}
        onValueChange={(next) =>
          set(
            ['metadataFiltering'],
            asJson({
              ...config.metadataFiltering,
              mode: next,
              ...(next === 'automatic' ? { model } : {}),
              ...(next === 'manual'
                ? { conditions: conditions ?? { logicalOperator: 'and', conditions: [] } }
                : {}),
            }),
          )
        }
      />
      {mode === 'automatic' ? (
        <>
          <p className="sk:text-sm sk:text-muted">{t('builder.metadata.automaticHint')}</p>
          <ModelPart model={model} path={['metadataFiltering', 'model']} set={set} />
        </>
      ) : null}
      {mode === 'manual' ? <Conditions {...props} /> : null}
    </Section>
  )
}

function Conditions({ config, set, setMany, issues, isReadOnly }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const bases = useAtomValue(knowledgeAtom)
  const fields = bases && fieldsOf(bases.filter(({ id }) => config.knowledgeIds.includes(id)))
  const operatorsOf = (name: string): readonly ComparisonOperator[] => {
    const type = fields?.find((field) => field.name === name)?.type
    return type ? METADATA_OPERATORS[type] : OPERATORS
  }
  const rename = (index: number, operator: string, name: string): void => {
    const [first] = operatorsOf(name)
    const fits = operatorsOf(name).some((each) => each === operator)
    setMany([
      { path: [...PATH, index, 'name'], value: name },
      ...(fits || !first ? [] : [{ path: [...PATH, index, 'operator'], value: first }]),
    ])
  }
  const group = config.metadataFiltering.conditions
  const conditions = group?.conditions ?? []
  const put = (next: readonly MetadataCondition[]): void =>
    set(
      ['metadataFiltering', 'conditions'],
      asJson({ logicalOperator: group?.logicalOperator ?? 'and', conditions: next }),
    )
  const isWrong = (index: number, key: string): boolean =>
    issues.some(({ path }) => path[0] === 'metadataFiltering' && path[3] === index && path[4] === key)
  const nameError = (index: number): string | undefined => {
    if (!isWrong(index, 'name')) return undefined
    const isUnknown = issues.some(({ code, path }) => code === 'METADATA_FIELD_UNKNOWN' && path[3] === index)
    return t(isUnknown ? 'builder.metadata.unknown' : 'builder.required')
  }
  return (
    <>
      {conditions.length > 1 ? (
        <div className="sk:flex sk:items-center sk:gap-2">
          <SegmentedControl
            size="sm"
            label={t('builder.ifElse.logic')}
            value={group?.logicalOperator ?? 'and'}
            options={[
              { value: 'and', label: t('builder.ifElse.all') },
              { value: 'or', label: t('builder.ifElse.any') },
            ]}
            onValueChange={(operator) =>
              set(['metadataFiltering', 'conditions', 'logicalOperator'], operator)
            }
          />
          <span className="sk:text-sm sk:text-muted">{t('builder.ifElse.mustHold')}</span>
        </div>
      ) : null}
      {conditions.length === 0 ? <EmptyRow>{t('builder.ifElse.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {conditions.map(({ id, name, operator, value }, index) => (
          <li
            key={id ?? index}
            className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2"
          >
            <div className="sk:flex sk:items-start sk:gap-1.5">
              <MetadataName
                label={t('builder.metadata.field', { number: index + 1 })}
                value={name}
                fields={fields}
                error={nameError(index)}
                onValueChange={(next) => rename(index, operator, next)}
              />
              <Select
                className="sk:w-36 sk:shrink-0"
                aria-label={t('builder.ifElse.operator', { number: index + 1 })}
                value={operatorsOf(name).find((each) => each === operator)}
                placeholder={operator}
                options={operatorsOf(name).map((each) => ({ value: each, label: operatorText(each, t) }))}
                onValueChange={(next) => set([...PATH, index, 'operator'], next)}
              />
              {isReadOnly ? null : (
                <IconButton
                  label={t('builder.row.remove', { name: name || String(index + 1) })}
                  icon={<Trash2 size={14} />}
                  onClick={() => put(conditions.toSpliced(index, 1))}
                />
              )}
            </div>
            {WITHOUT_VALUE.includes(operator) ? null : operator === 'in' || operator === 'not in' ? (
              <TextField
                aria-label={t('builder.ifElse.value', { number: index + 1 })}
                hint={t('builder.ifElse.listHint')}
                error={isWrong(index, 'value') ? t('builder.required') : undefined}
                value={Array.isArray(value) ? value.join(', ') : String(value ?? '')}
                onValueChange={(text) =>
                  set(
                    [...PATH, index, 'value'],
                    text === '' ? [] : text.split(',').map((each) => each.trim()),
                  )
                }
              />
            ) : (
              <TemplateField
                aria-label={t('builder.ifElse.value', { number: index + 1 })}
                lines={[1, 4]}
                placeholder={t('builder.ifElse.valuePlaceholder')}
                error={isWrong(index, 'value') ? t('builder.required') : undefined}
                value={Array.isArray(value) ? value.join(', ') : String(value ?? '')}
                onValueChange={(text) => set([...PATH, index, 'value'], text)}
              />
            )}
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} />}
            onClick={() => put([...conditions, { id: newId('filter'), name: '', operator: 'is', value: '' }])}
          >
            {t('builder.ifElse.addCondition')}
          </Button>
        </div>
      )}
    </>
  )
}

/** What every document has, and what is in one of the bases; the first to name a field says what it is. */
function fieldsOf(bases: readonly KnowledgeBase[]): readonly MetadataFieldFace[] {
  const found = new Map<string, MetadataFieldFace>()
  for (const field of [...bases.flatMap((base) => base.metadataFields), ...BUILT_IN_FIELDS]) {
    if (!found.has(field.name)) found.set(field.name, { name: field.name, type: field.type })
  }
  return [...found.values()]
}
