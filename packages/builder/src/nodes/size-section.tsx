import { useAtomValue } from '@skep/react/jotai'
import { NumberField } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { resize } from '../core/commands/containers.ts'
import { contentSize, LEAST_NOTE, type Size, sizeOf } from '../core/frame.ts'
import { isContainer } from '../core/node-types.ts'
import { Section } from '../fields/section.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

const MOST_PX = 10_000

/** The size of a frame or a note in numbers, as the corner on the canvas sets it. @internal */
export function SizeSection({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const t = useT()
  const { edit, canvas } = useBuilder()
  const app = useAtomValue(appAtom)
  const node = app.graph.nodes.find((each) => each.id === nodeId)
  if (!node) return null
  const sizes = canvas.current?.sizes()
  const size = sizeOf(app, node, sizes)
  const least = isContainer(node.type) ? contentSize(app, nodeId, sizes) : LEAST_NOTE
  const set = (change: Partial<Size>): void =>
    edit((now) => resize(now, nodeId, { ...size, ...change }, canvas.current?.sizes()))
  return (
    <Section title={t('builder.size.title')}>
      <div className="sk:grid sk:grid-cols-2 sk:gap-2">
        <NumberField
          label={t('builder.size.width')}
          value={size.width}
          min={least.width}
          max={MOST_PX}
          step={10}
          onValueChange={(width) => width !== undefined && width >= least.width && set({ width })}
        />
        <NumberField
          label={t('builder.size.height')}
          value={size.height}
          min={least.height}
          max={MOST_PX}
          step={10}
          onValueChange={(height) => height !== undefined && height >= least.height && set({ height })}
        />
      </div>
    </Section>
  )
}
