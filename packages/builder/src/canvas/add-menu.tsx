import { atom, useAtom, useAtomValue, useStore } from '@skep/react/jotai'
import { Popover } from '@skep/react/ui'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeList } from '../palette/node-list.tsx'
import { usePaletteItems } from '../palette/use-palette-items.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { type AddMenu, addMenuAtom } from '../state/menu-atoms.ts'
import { containerOf, useAddNode } from '../use-add-node.ts'
import { useT } from '../use-t.ts'

/** The menu of node types beside a handle, on an edge, or where a connection was dropped. @internal */
export function AddMenuPopover(): ReactElement | null {
  const [menu, setMenu] = useAtom(addMenuAtom)
  const t = useT()
  if (!menu) return null
  return (
    <Popover
      open
      point={menu.point}
      label={t('builder.palette.label')}
      side="bottom"
      align="start"
      sideOffset={0}
      onOpenChange={() => setMenu(null)}
      className="sk:flex sk:h-80 sk:w-64 sk:flex-col sk:pb-0"
    >
      <AddMenuList menu={menu} onDone={() => setMenu(null)} />
    </Popover>
  )
}

function AddMenuList({
  menu,
  onDone,
}: {
  readonly menu: AddMenu
  readonly onDone: () => void
}): ReactElement {
  const { types, canvas } = useBuilder()
  const store = useStore()
  const containerId = useAtomValue(
    useMemo(
      () =>
        atom((get) => containerOf(get(appAtom), menu, { width: 0, height: 0 }, canvas.current?.sizes())?.id),
      [menu, canvas],
    ),
  )
  const items = usePaletteItems(containerId)
  const add = useAddNode()
  const fitting = useMemo(() => {
    const isJoined = menu.from !== undefined || menu.edgeId !== undefined
    return items.filter((item) => {
      const definition = types.get(item.type)
      if (isJoined && definition?.isRoot) return false
      return menu.edgeId === undefined || definition?.handles?.(definition.defaults).length !== 0
    })
  }, [items, menu, types])
  return (
    <NodeList
      items={fitting}
      look="compact"
      onChoose={(type) => {
        const position =
          menu.from && menu.position ? { x: menu.position.x, y: menu.position.y - 40 } : menu.position
        add(type, {
          ...(menu.from ? { from: menu.from } : {}),
          ...(menu.edgeId && edgeExists(store.get(appAtom), menu.edgeId) ? { edgeId: menu.edgeId } : {}),
          ...(position ? { position } : {}),
          ...(menu.parentId === undefined ? {} : { parentId: menu.parentId }),
        })
        onDone()
        canvas.current?.focus()
      }}
    />
  )
}

function edgeExists(
  app: { readonly graph: { readonly edges: readonly { readonly id: string }[] } },
  id: string,
): boolean {
  return app.graph.edges.some((edge) => edge.id === id)
}
