import { NumberField, Select, Switch, TextField } from '@skep/react/ui'
import type {
  AppNode,
  DefaultValue,
  ErrorStrategy,
  JsonValue,
  NodeDefinition,
  OutputField,
  RetryPolicy,
  ValueType,
} from '@skep/schema'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setNodeSettings } from '../core/commands/settings.ts'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'

const NO_RETRY: RetryPolicy = { enabled: false, maxRetries: 3, intervalMs: 1000 }

/** What happens when a node fails: tries again, then goes on in one of three ways. @internal */
export function ErrorHandling({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { edit, types } = useBuilder()
  const retry = node.retry ?? NO_RETRY
  const strategy = node.errorStrategy ?? { type: 'none' }
  const outputs = useMemo(() => outputsOf(node, types.get(node.type)), [node, types])
  const setRetry = (change: Partial<RetryPolicy>): void =>
    edit((app) => setNodeSettings(app, node.id, { retry: { ...retry, ...change } }, types))
  const setStrategy = (next: ErrorStrategy): void =>
    edit((app) =>
      setNodeSettings(app, node.id, { errorStrategy: next.type === 'none' ? undefined : next }, types),
    )
  return (
    <Section title={t('builder.error.title')}>
      <Switch
        label={t('builder.error.retry')}
        checked={retry.enabled}
        onCheckedChange={(enabled) => setRetry({ enabled })}
      />
      {retry.enabled ? (
        <div className="sk:grid sk:grid-cols-2 sk:gap-2">
          <NumberField
            label={t('builder.error.maxRetries')}
            value={retry.maxRetries}
            min={1}
            max={10}
            onValueChange={(maxRetries) => setRetry({ maxRetries: Math.round(maxRetries ?? 1) })}
          />
          <NumberField
            label={t('builder.error.interval')}
            value={retry.intervalMs}
            min={0}
            max={60_000}
            step={100}
            end={<span className="sk:text-sm sk:text-faint">ms</span>}
            onValueChange={(intervalMs) => setRetry({ intervalMs: Math.round(intervalMs ?? 0) })}
          />
        </div>
      ) : null}
      <Select
        label={t('builder.error.strategy')}
        value={strategy.type}
        options={(['none', 'default-value', 'fail-branch'] as const).map((type) => ({
          value: type,
          label: t(`builder.error.${type}`),
          description: t(`builder.error.${type}.text`),
        }))}
        onValueChange={(type) =>
          setStrategy(type === 'default-value' ? { type, values: outputs.map(emptyValue) } : { type })
        }
      />
      {strategy.type === 'default-value' ? (
        <ul className="sk:flex sk:flex-col sk:gap-2">
          {outputs.map((output) => {
            const value =
              strategy.values.find((candidate) => candidate.key === output.name) ?? emptyValue(output)
            return (
              <li key={output.name}>
                <TextField
                  label={output.name}
                  isMono
                  value={toText(value.value)}
                  end={<span className="sk:text-xs sk:text-faint">{output.type}</span>}
                  onValueChange={(text) =>
                    setStrategy({
                      type: 'default-value',
                      values: [
                        ...strategy.values.filter((candidate) => candidate.key !== output.name),
                        { ...value, value: fromText(text, output.type) },
                      ],
                    })
                  }
                />
              </li>
            )
          })}
        </ul>
      ) : null}
    </Section>
  )
}

// What depends on a model's reply cannot sensibly be typed as a default.
const NOT_TYPED = new Set(['usage', 'files', 'finish_reason'])

function outputsOf(node: AppNode, definition: NodeDefinition | undefined): readonly OutputField[] {
  const parsed = definition?.config.safeParse(node.config)
  if (!definition || !parsed?.success) return []
  return definition.outputs(parsed.data).filter((output) => !NOT_TYPED.has(output.name))
}

const EMPTY: Partial<Record<ValueType, JsonValue>> = { number: 0, boolean: false, object: {} }

function emptyValue({ name, type }: OutputField): DefaultValue {
  return { key: name, type, value: EMPTY[type] ?? (type.startsWith('array') ? [] : '') }
}

function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Text of a type other than string is kept as text until it is JSON; the engine parses both. */
function fromText(text: string, type: ValueType): JsonValue {
  if (type === 'string') return text
  try {
    return JSON.parse(text) as JsonValue // parsed JSON is JSON
  } catch {
    return text
  }
}
