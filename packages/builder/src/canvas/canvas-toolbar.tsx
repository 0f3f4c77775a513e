import { useLocale } from '@skep/react'
import { IconButton, Menu, MenuItem, Separator } from '@skep/react/ui'
import { useViewport } from '@xyflow/react'
import { Maximize, Minus, Plus, StickyNote, Workflow } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { useCommands } from '../use-commands.ts'
import { useT } from '../use-t.ts'

/** Zoom, fit and layout, at the foot of the canvas. @internal */
export function CanvasToolbar({ isReadOnly }: { readonly isReadOnly: boolean }): ReactElement {
  const t = useT()
  const { canvas } = useBuilder()
  const { zoom } = useViewport()
  const commands = useCommands()
  const format = new Intl.NumberFormat(useLocale(), { style: 'percent' })
  const percent = format.format(Math.round(zoom * 100) / 100)
  return (
    <div
      role="toolbar"
      aria-label={t('builder.canvas.toolbar')}
      className="sk:absolute sk:start-3 sk:bottom-3 sk:z-10 sk:flex sk:items-center sk:gap-0.5 sk:rounded-md sk:border sk:border-line sk:bg-surface sk:p-1 sk:shadow-1"
    >
      <IconButton
        label={t('builder.zoom.out')}
        icon={<Minus size={15} />}
        onClick={() => canvas.current?.zoomBy(1 / 1.25)}
      />
      <Menu
        label={t('builder.zoom.menu')}
        side="top"
        align="center"
        trigger={
          <button
            type="button"
            aria-label={t('builder.zoom.current', { percent })}
            className="sk:h-7 sk:min-w-13 sk:rounded-sm sk:px-1 sk:text-center sk:text-sm sk:text-muted sk:tabular-nums sk:hover:bg-hover sk:hover:text-ink sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
          >
            {percent}
          </button>
        }
      >
        <MenuItem onSelect={() => canvas.current?.fit()} shortcut="1">
          {t('builder.zoom.fit')}
        </MenuItem>
        {[0.5, 1, 1.5].map((level) => (
          <MenuItem key={level} onSelect={() => canvas.current?.zoomTo(level)}>
            {format.format(level)}
          </MenuItem>
        ))}
      </Menu>
      <IconButton
        label={t('builder.zoom.in')}
        icon={<Plus size={15} />}
        onClick={() => canvas.current?.zoomBy(1.25)}
      />
      <Separator orientation="vertical" className="sk:mx-1 sk:my-1.5" />
      <IconButton
        label={t('builder.zoom.fit')}
        shortcut="1"
        icon={<Maximize size={15} />}
        onClick={() => canvas.current?.fit()}
      />
      {isReadOnly ? null : (
        <IconButton
          label={t('builder.note.add')}
          shortcut="N"
          icon={<StickyNote size={15} />}
          onClick={() => commands.addNote()}
        />
      )}
      {isReadOnly ? null : (
        <IconButton
          label={t('builder.layout')}
          shortcut="Shift+L"
          icon={<Workflow size={15} />}
          onClick={commands.layout}
        />
      )}
    </div>
  )
}
