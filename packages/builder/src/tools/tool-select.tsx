import { Select } from '@skep/react/ui'
import { isTool, type ToolReference } from '@skep/schema'
import { AppWindow, Wrench } from 'lucide-react'
import type { ReactElement } from 'react'
import { useT } from '../use-t.ts'
import { type OfferedTool, toolKey } from './use-tools.ts'

/** @internal */
export interface ToolSelectProps {
  readonly 'aria-label': string
  readonly placeholder: string
  readonly tools: readonly OfferedTool[]
  /** The tool that is chosen, which may not be on offer. */
  readonly value?: ToolReference & { readonly label: string }
  readonly onChoose: (tool: OfferedTool) => void
}

/** Chooses a tool, by provider; apps have a group of their own. @internal */
export function ToolSelect(props: ToolSelectProps): ReactElement {
  const { placeholder, tools, value, onChoose } = props
  const t = useT()
  const key = value && value.provider !== '' ? toolKey(value) : undefined
  const found = tools.find((tool) => value && (toolKey(tool) === toolKey(value) || isTool(tool, value)))
  const options = tools.map((tool) => ({
    value: toolKey(tool),
    label: tool.label,
    description: tool.description,
    group: tool.providerType === 'workflow' ? t('builder.tool.apps') : tool.provider,
    icon: tool.providerType === 'workflow' ? <AppWindow size={14} /> : <Wrench size={14} />,
  }))
  const unknown =
    key !== undefined && !found && value
      ? [{ value: key, label: value.label || value.tool, description: value.provider }]
      : []
  return (
    <Select
      aria-label={props['aria-label']}
      placeholder={options.length === 0 && unknown.length === 0 ? t('builder.tool.none') : placeholder}
      value={found ? toolKey(found) : key}
      options={[...unknown, ...options]}
      onValueChange={(next) => {
        const tool = tools.find((each) => toolKey(each) === next)
        if (tool) onChoose(tool)
      }}
    />
  )
}
