import { Button } from '@skep/react/ui'
import type { AppNode, JsonObject } from '@skep/schema'
import { Pin, PinOff } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setNodeSettings } from '../core/commands/settings.ts'
import { JsonObjectField } from '../fields/json-object-field.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'

/** The output that test runs take instead of running the step. @internal */
export function PinSection(props: {
  readonly node: AppNode
  readonly lastOutputs: JsonObject | undefined
}): ReactElement | null {
  const { node, lastOutputs } = props
  const t = useT()
  const { edit, types, isReadOnly } = useBuilder()
  const put = (pinnedOutputs: JsonObject | undefined): void =>
    edit((app) => setNodeSettings(app, node.id, { pinnedOutputs }, types))
  const isPinned = node.pinnedOutputs !== undefined
  if (isReadOnly && !isPinned) return null
  return (
    <Section
      title={t('builder.pin.title')}
      {...(isPinned ? { hint: t('builder.pin.hint') } : {})}
      action={
        isReadOnly ? null : isPinned ? (
          <Button size="sm" icon={<PinOff size={13} />} onClick={() => put(undefined)}>
            {t('builder.pin.remove')}
          </Button>
        ) : (
          <Button size="sm" icon={<Pin size={13} />} onClick={() => put(lastOutputs ?? {})}>
            {t(lastOutputs ? 'builder.menu.pin' : 'builder.pin.add')}
          </Button>
        )
      }
    >
      {node.pinnedOutputs ? (
        <JsonObjectField
          aria-label={t('builder.pin.edit')}
          value={node.pinnedOutputs}
          onValueChange={(value) => put(value ?? {})}
        />
      ) : null}
    </Section>
  )
}
