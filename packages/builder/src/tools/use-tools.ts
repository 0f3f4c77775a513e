import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { type App, appTool, isTool, type ToolFace, type ToolReference } from '@skep/schema'
import { useEffect, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { toolsAtom } from '../state/lists-atoms.ts'

/** A tool as a list shows it; an app's parameters are read when it is chosen. @internal */
export interface OfferedTool extends ToolReference {
  readonly label: string
  readonly description: string
}

/** The tools that can be chosen: those of the host, and this client's workflows. @internal */
export function useOfferedTools(): readonly OfferedTool[] {
  const { client } = useBuilder()
  const tools = useAtomValue(toolsAtom)
  const setTools = useSetAtom(toolsAtom)
  const { id } = useAtomValue(appAtom)
  const [apps, setApps] = useState<readonly OfferedTool[]>([])
  useEffect(() => {
    let isLeft = false
    // A list that cannot be had leaves what is known.
    client.tools.list().then(
      (value) => isLeft || setTools(value),
      () => undefined,
    )
    client.apps.list().then(
      (summaries) => {
        if (isLeft) return
        setApps(
          summaries
            // An app that calls itself never ends.
            .filter((app) => app.mode === 'workflow' && app.id !== id)
            .map((app) => ({
              providerType: 'workflow',
              provider: app.id,
              tool: app.name,
              label: app.name,
              description: app.description,
            })),
        )
      },
      () => undefined,
    )
    return () => {
      isLeft = true
    }
  }, [client, setTools, id])
  return [...(tools ?? []).map((face) => ({ ...face, label: face.label ?? face.tool })), ...apps]
}

/** What is known of a tool; `undefined` while it is looked for and where it is not here. @internal */
export function useToolFace(reference: ToolReference): ToolFace | undefined {
  const { client } = useBuilder()
  const tools = useAtomValue(toolsAtom)
  const [app, setApp] = useState<App | null>(null)
  const appId = reference.providerType === 'workflow' ? reference.provider : ''
  useEffect(() => {
    let isLeft = false
    setApp(null)
    if (appId !== '') {
      client.apps.get(appId).then(
        (record) => isLeft || setApp(record.app),
        () => undefined, // shown as a tool that is not here
      )
    }
    return () => {
      isLeft = true
    }
  }, [client, appId])
  if (appId !== '') return app ? appTool(app) : undefined
  return tools?.find((face) => isTool(face, reference))
}

/** A tool as a key of lists. @internal */
export function toolKey({ providerType, provider, tool }: ToolReference): string {
  return providerType === 'workflow' ? `workflow\n${provider}` : `\n${provider}\n${tool}`
}
