import { loopEndNode } from '@skep/schema'
import { LogOut } from 'lucide-react'
import type { ReactElement } from 'react'
import { definePanel, type PanelDefinition } from '../define-panel.ts'
import { useT } from '../use-t.ts'

function Panel(): ReactElement {
  const t = useT()
  return <p className="sk:px-4 sk:py-3.5 sk:text-muted">{t('builder.loopEnd.text')}</p>
}

/** Ends the loop around it. @public */
export const loopEndPanel: PanelDefinition = definePanel(loopEndNode, {
  icon: LogOut,
  summary: () => null,
  Panel,
})
