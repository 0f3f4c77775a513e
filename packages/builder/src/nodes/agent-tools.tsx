import { IconButton, Switch, TextArea } from '@skep/react/ui'
import type { AgentConfig, AgentTool, ToolParameter } from '@skep/schema'
import { ChevronDown, ChevronRight, Sparkles } from 'lucide-react'
import { type ReactElement, useId, useState } from 'react'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { ToolParameterField } from '../tools/tool-parameter.tsx'
import { askedParameters } from '../tools/tool-parameters.tsx'
import { ToolSelect } from '../tools/tool-select.tsx'
import { useOfferedTools, useToolFace } from '../tools/use-tools.ts'
import { useT } from '../use-t.ts'

type ListProps = Pick<NodePanelProps<AgentConfig>, 'config' | 'set' | 'issues' | 'isReadOnly'>

/** The tools in an agent's hands. @internal */
export function AgentTools({ config, set, issues, isReadOnly }: ListProps): ReactElement {
  const t = useT()
  const offered = useOfferedTools()
  const { tools } = config
  return (
    <Section title={t('builder.agent.tools')} hint={t('builder.agent.toolsHint')}>
      {tools.length === 0 ? <EmptyRow>{t('builder.agent.noTools')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:divide-y sk:divide-line sk:rounded-sm sk:border sk:border-line sk:empty:hidden">
        {tools.map((tool, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an agent may hold the same tool twice
          <li key={index}>
            <ToolRow
              tool={tool}
              tools={tools}
              index={index}
              set={set}
              isReadOnly={isReadOnly}
              isUnknown={issues.some(
                (issue) =>
                  issue.path[0] === 'tools' && issue.path[1] === index && issue.code === 'TOOL_UNKNOWN',
              )}
            />
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <ToolSelect
          aria-label={t('builder.agent.addTool')}
          placeholder={t('builder.agent.addTool')}
          tools={offered}
          onChoose={({ providerType, provider, tool, label }) =>
            set(
              ['tools'],
              [
                ...tools.map(asJson),
                { providerType, provider, tool, label, enabled: true, parameters: {}, settings: {} },
              ],
            )
          }
        />
      )}
    </Section>
  )
}

interface RowProps {
  readonly tool: AgentTool
  readonly tools: readonly AgentTool[]
  readonly index: number
  readonly set: ListProps['set']
  readonly isReadOnly: boolean
  readonly isUnknown: boolean
}

function ToolRow({ tool, tools, index, set, isReadOnly, isUnknown }: RowProps): ReactElement {
  const t = useT()
  const [isOpen, setOpen] = useState(false)
  const detailsId = useId()
  const name = tool.label || tool.tool || tool.provider
  return (
    <div className="sk:flex sk:flex-col">
      <div className="sk:flex sk:items-center sk:gap-1.5 sk:py-1.5 sk:ps-1.5 sk:pe-2.5">
        <IconButton
          size="sm"
          label={t(isOpen ? 'builder.agent.fold' : 'builder.agent.unfold', { name })}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          icon={
            isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} className="sk:rtl:-scale-x-100" />
          }
          onClick={() => setOpen(!isOpen)}
        />
        <Switch
          className="sk:min-w-0 sk:flex-1"
          label={<span className="sk:break-words">{name}</span>}
          hint={
            isUnknown ? (
              <span className="sk:text-bad">{t('builder.tool.unknown')}</span>
            ) : tool.providerType === 'workflow' ? (
              t('builder.tool.apps')
            ) : (
              tool.provider
            )
          }
          checked={tool.enabled}
          onCheckedChange={(enabled) => set(['tools', index, 'enabled'], enabled)}
        />
        {isReadOnly ? null : (
          <RowButtons
            items={tools}
            index={index}
            name={name}
            canMove={false}
            onItemsChange={(items) => set(['tools'], items.map(asJson))}
          />
        )}
      </div>
      <div id={detailsId}>
        {isOpen ? <ToolDetails tool={tool} index={index} set={set} isReadOnly={isReadOnly} /> : null}
      </div>
    </div>
  )
}

type DetailsProps = Pick<RowProps, 'tool' | 'index' | 'set' | 'isReadOnly'>

function ToolDetails({ tool, index, set, isReadOnly }: DetailsProps): ReactElement {
  const t = useT()
  const face = useToolFace(tool)
  const given = { ...tool.settings, ...tool.parameters }
  const asked = askedParameters(face?.parameters ?? tool.schema, given)
  const put = (name: string, value: ToolParameter | undefined): void => {
    const isSetting = Object.hasOwn(tool.settings, name) && !Object.hasOwn(tool.parameters, name)
    set(['tools', index, isSetting ? 'settings' : 'parameters', name], value && asJson(value))
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-3 sk:border-t sk:border-line sk:bg-sunken sk:px-3 sk:py-3">
      <TextArea
        label={t('builder.agent.toolDescription')}
        hint={t('builder.agent.toolDescriptionHint')}
        placeholder={face?.description ?? ''}
        rows={2}
        value={tool.description ?? ''}
        onValueChange={(text) => set(['tools', index, 'description'], text === '' ? undefined : text)}
      />
      {asked.map(({ name, schema, isRequired }) =>
        Object.hasOwn(given, name) ? (
          <ToolParameterField
            key={name}
            name={name}
            schema={schema}
            isRequired={isRequired}
            value={given[name]}
            // An emptied field is still the editor's to fill: only the button gives it to the model.
            onValueChange={(value) => put(name, value ?? { type: 'mixed', value: '' })}
            action={
              isReadOnly ? null : (
                <IconButton
                  size="sm"
                  label={t('builder.agent.letModel', { name })}
                  icon={<Sparkles size={13} />}
                  onClick={() => put(name, undefined)}
                />
              )
            }
          />
        ) : (
          <div key={name} className="sk:flex sk:items-center sk:justify-between sk:gap-2">
            <span className="sk:min-w-0 sk:text-sm">
              <span className="sk:font-mono">{name}</span>{' '}
              <span className="sk:text-muted">{t('builder.agent.modelDecides')}</span>
            </span>
            {isReadOnly ? null : (
              <button
                type="button"
                className="sk:shrink-0 sk:rounded-sm sk:text-sm sk:text-accent-text sk:hover:underline sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
                aria-label={t('builder.agent.setFor', { name })}
                onClick={() => put(name, { type: 'mixed', value: '' })}
              >
                {t('builder.agent.set')}
              </button>
            )}
          </div>
        ),
      )}
    </div>
  )
}
