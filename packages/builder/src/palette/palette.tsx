import { atom, useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Tabs } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { Outline } from '../outline/outline.tsx'
import { nodesByIdAtom } from '../state/edit-atoms.ts'
import { draggedTypeAtom, selectedNodeIdsAtom, startTabAtom } from '../state/view-atoms.ts'
import { useAddAfterSelection } from '../use-add-node.ts'
import { useT } from '../use-t.ts'
import { NodeList } from './node-list.tsx'
import { usePaletteItems } from './use-palette-items.ts'

/** @public */
export interface PaletteProps {
  readonly className?: string
}

/** The node types to take, and the outline: the canvas as a list. @public */
export function Palette({ className }: PaletteProps): ReactElement {
  const t = useT()
  const { isReadOnly } = useBuilder()
  const [tab, setTab] = useAtom(startTabAtom)
  return (
    <aside
      aria-label={t('builder.dock.label')}
      className={`sk:flex sk:h-full sk:min-h-0 sk:w-full sk:flex-col sk:border-e sk:border-line sk:bg-surface ${className ?? ''}`}
    >
      {isReadOnly ? (
        <Outline />
      ) : (
        <Tabs
          label={t('builder.dock.label')}
          value={tab}
          onValueChange={setTab}
          className="sk:h-full"
          contentClassName="sk:flex sk:flex-col"
          items={[
            { value: 'add', label: t('builder.dock.add'), content: <PaletteTab /> },
            { value: 'outline', label: t('builder.dock.outline'), content: <Outline /> },
          ]}
        />
      )}
    </aside>
  )
}

/** The container that a click adds to: the one that the selected node lives in. */
const scopeAtom = atom((get) => {
  const [nodeId, ...others] = get(selectedNodeIdsAtom)
  return others.length === 0 ? get(nodesByIdAtom).get(nodeId ?? '')?.parentId : undefined
})

function PaletteTab(): ReactElement {
  const items = usePaletteItems(useAtomValue(scopeAtom))
  const setDragged = useSetAtom(draggedTypeAtom)
  const add = useAddAfterSelection()
  return (
    <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:px-3 sk:pt-3">
      <NodeList
        items={items}
        onChoose={add}
        onDragStart={(event, type) => {
          event.dataTransfer.effectAllowed = 'copy'
          event.dataTransfer.setData('text/plain', type)
          setDragged(type)
        }}
        onDragEnd={() => setDragged(null)}
      />
    </div>
  )
}
