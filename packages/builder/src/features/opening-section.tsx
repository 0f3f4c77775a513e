import { useAtomValue } from '@skep/react/jotai'
import { Switch, TextArea } from '@skep/react/ui'
import { startNode } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { useFeatures } from './use-features.ts'

/** What a conversation begins with, and whether answers show their sources. @internal */
export function OpeningSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const { graph } = useAtomValue(appAtom)
  const start = graph.nodes.find(({ type }) => type === startNode.type)
  const form = start && startNode.config.safeParse(start.config)
  const names = form?.success ? form.data.variables.map(({ variable }) => `{{${variable}}}`) : []
  return (
    <Section title={t('builder.features.title')}>
      <TextArea
        label={t('builder.features.opening')}
        hint={
          names.length > 0
            ? t('builder.features.openingFields', { names: names.join(' ') })
            : t('builder.features.openingHint')
        }
        rows={2}
        value={features.openingStatement ?? ''}
        onValueChange={(text) => set('openingStatement', text === '' ? undefined : text)}
      />
      <Switch
        label={t('builder.features.citations')}
        hint={t('builder.features.citationsHint')}
        checked={features.citations !== false}
        onCheckedChange={(isOn) => set('citations', isOn ? undefined : false)}
      />
    </Section>
  )
}
