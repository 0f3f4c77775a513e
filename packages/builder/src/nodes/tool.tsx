import { Badge } from '@skep/react/ui'
import { type JsonObject, type ToolConfig, type ToolParameter, toolNode } from '@skep/schema'
import { Wrench } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { ToolParameters } from '../tools/tool-parameters.tsx'
import { ToolSelect } from '../tools/tool-select.tsx'
import { type OfferedTool, useOfferedTools, useToolFace } from '../tools/use-tools.ts'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<ToolConfig>): ReactElement {
  const t = useT()
  const name = config.toolLabel || config.tool
  const isApp = config.providerType === 'workflow'
  return (
    <>
      <SummaryLine>{name || t('builder.tool.choose')}</SummaryLine>
      {name === '' ? null : (
        <SummaryLine>{isApp ? t('builder.tool.apps') : config.providerName || config.provider}</SummaryLine>
      )}
    </>
  )
}

function Panel({ config, set, setMany, issues }: NodePanelProps<ToolConfig>): ReactElement {
  const t = useT()
  const offered = useOfferedTools()
  const face = useToolFace(config)
  const isChosen = config.provider !== ''
  const isUnknown = issues.some((issue) => issue.code === 'TOOL_UNKNOWN')
  const values = { ...config.settings, ...config.parameters }
  const hasParameters =
    Object.keys(values).length > 0 || Object.keys(propertiesOf(face?.parameters)).length > 0
  const choose = (tool: OfferedTool): void => {
    const { outputs } = tool as { readonly outputs?: JsonObject } // faces of the host may have it
    setMany([
      { path: ['providerType'], value: tool.providerType },
      { path: ['provider'], value: tool.provider },
      { path: ['providerName'], value: tool.provider },
      { path: ['tool'], value: tool.tool },
      { path: ['toolLabel'], value: tool.label },
      { path: ['parameters'], value: {} },
      { path: ['settings'], value: {} },
      { path: ['outputSchema'], value: outputs },
    ])
  }
  const put = (name: string, value: ToolParameter | undefined): void => {
    const isSetting = Object.hasOwn(config.settings, name) && !Object.hasOwn(config.parameters, name)
    set([isSetting ? 'settings' : 'parameters', name], value && asJson(value))
  }
  return (
    <>
      <Section title={t('builder.tool.tool')} hint={t('builder.tool.hint')}>
        <ToolSelect
          aria-label={t('builder.tool.tool')}
          placeholder={t('builder.tool.choose')}
          tools={offered}
          value={{ ...config, label: config.toolLabel }}
          onChoose={choose}
        />
        {isUnknown ? (
          <p className="sk:text-sm sk:text-bad">{t('builder.tool.unknown')}</p>
        ) : face?.description ? (
          <p className="sk:text-sm sk:text-muted sk:text-pretty">{face.description}</p>
        ) : null}
      </Section>
      {isChosen ? (
        <Section
          title={t('builder.tool.parameters')}
          action={face || !isUnknown ? null : <Badge tone="warn">{t('builder.tool.noSchema')}</Badge>}
        >
          {hasParameters ? (
            <ToolParameters
              face={face}
              values={values}
              onValuesChange={put}
              errorOf={(name) =>
                issues.some((issue) => issue.code === 'FIELD_REQUIRED' && issue.path[1] === name)
                  ? t('builder.required')
                  : undefined
              }
            />
          ) : (
            <EmptyRow>{t('builder.tool.noParameters')}</EmptyRow>
          )}
        </Section>
      ) : null}
      <OutputsSection outputs={toolNode.outputs(config)} />
    </>
  )
}

function propertiesOf(schema: JsonObject | undefined): JsonObject {
  const properties = schema?.properties
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties)
    ? (properties as JsonObject) // as tested
    : {}
}

/** Calls a tool. @public */
export const toolPanel: PanelDefinition = definePanel(toolNode, { icon: Wrench, summary: Summary, Panel })
