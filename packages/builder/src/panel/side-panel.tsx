import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { IconButton, PanelHeader } from '@skep/react/ui'
import { Braces, ListChecks, Play, X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Checklist } from '../checklist/checklist.tsx'
import { RunPanel } from '../run/run-panel.tsx'
import { openSideAtom, selectedNodeIdsAtom, sideViewAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { AppPanel } from './app-panel.tsx'
import { NodePanel } from './node-panel.tsx'

/** @public */
export interface SidePanelProps {
  readonly className?: string
  /** Called by the close button. Default: closes the view. */
  readonly onClose?: () => void
}

/** What is being looked at: a node's settings, the run, the checklist or the app's own settings. @public */
export function SidePanel({ className, onClose }: SidePanelProps): ReactElement | null {
  const t = useT()
  const view = useAtomValue(sideViewAtom)
  const [nodeId] = useAtomValue(selectedNodeIdsAtom)
  const openSide = useSetAtom(openSideAtom)
  const close = onClose ?? (() => openSide(null))
  if (view === null) return null
  return (
    <aside
      aria-label={t('builder.side.label')}
      className={`sk:flex sk:h-full sk:min-h-0 sk:w-full sk:flex-col sk:border-s sk:border-line sk:bg-surface ${className ?? ''}`}
    >
      {view === 'node' && nodeId !== undefined ? (
        <NodePanel key={nodeId} nodeId={nodeId} onClose={close} />
      ) : null}
      {view === 'run' ? (
        <Titled title={t('builder.run.title')} icon={<Play size={15} />} onClose={close}>
          <RunPanel />
        </Titled>
      ) : null}
      {view === 'issues' ? (
        <Titled title={t('builder.issues.title')} icon={<ListChecks size={15} />} onClose={close}>
          <div data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
            <Checklist />
          </div>
        </Titled>
      ) : null}
      {view === 'app' ? (
        <Titled title={t('builder.app.settings')} icon={<Braces size={15} />} onClose={close}>
          <AppPanel />
        </Titled>
      ) : null}
    </aside>
  )
}

interface TitledProps {
  readonly title: string
  readonly icon: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

function Titled({ title, icon, onClose, children }: TitledProps): ReactElement {
  const t = useT()
  return (
    <>
      <PanelHeader
        title={title}
        icon={icon}
        actions={
          <IconButton label={t('builder.close')} icon={<X size={16} />} tooltip="none" onClick={onClose} />
        }
      />
      {children}
    </>
  )
}
