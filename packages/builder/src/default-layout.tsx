import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { SegmentedControl } from '@skep/react/ui'
import { type ReactElement, useContext, useState } from 'react'
import { AddMenuPopover } from './canvas/add-menu.tsx'
import { Canvas } from './canvas/canvas.tsx'
import { Header } from './header/header.tsx'
import { Outline } from './outline/outline.tsx'
import { Palette } from './palette/palette.tsx'
import { SidePanel } from './panel/side-panel.tsx'
import { RoomContext } from './room-context.ts'
import { isStartDockOpenAtom, openSideAtom, sideViewAtom } from './state/view-atoms.ts'
import { useT } from './use-t.ts'

/** Header, palette, canvas and panel, as wide as there is room for. @internal */
export function DefaultLayout(): ReactElement {
  return useContext(RoomContext) === 'narrow' ? <NarrowLayout /> : <WideLayout />
}

function WideLayout(): ReactElement {
  const room = useContext(RoomContext)
  const isDockOpen = useAtomValue(isStartDockOpenAtom)
  const side = useAtomValue(sideViewAtom)
  // With little room the dock gives way to an open panel.
  const hasDock = isDockOpen && !(room === 'medium' && side !== null)
  return (
    <>
      <Header />
      <div className="sk:relative sk:flex sk:min-h-0 sk:flex-1">
        {hasDock ? (
          <div className="sk:w-60 sk:shrink-0">
            <Palette />
          </div>
        ) : null}
        <div className="sk:min-w-0 sk:flex-1">
          <Canvas />
        </div>
        {side === null ? null : (
          <div className={room === 'medium' ? 'sk:w-90 sk:shrink-0' : 'sk:w-104 sk:shrink-0'}>
            <SidePanel />
          </div>
        )}
      </div>
    </>
  )
}

function NarrowLayout(): ReactElement {
  const t = useT()
  const [view, setView] = useState<'outline' | 'canvas'>('outline')
  const side = useAtomValue(sideViewAtom)
  const openSide = useSetAtom(openSideAtom)
  return (
    <>
      <Header />
      {side === null ? (
        <div className="sk:flex sk:justify-center sk:border-b sk:border-line sk:bg-surface sk:p-2">
          <SegmentedControl
            label={t('builder.narrow.view')}
            value={view}
            onValueChange={setView}
            options={[
              { value: 'outline', label: t('builder.dock.outline') },
              { value: 'canvas', label: t('builder.narrow.canvas') },
            ]}
          />
        </div>
      ) : null}
      <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:bg-surface">
        {side !== null ? (
          <SidePanel onClose={() => openSide(null)} />
        ) : view === 'outline' ? (
          <>
            <Outline />
            <AddMenuPopover />
          </>
        ) : (
          <Canvas isViewOnly />
        )}
      </div>
    </>
  )
}
