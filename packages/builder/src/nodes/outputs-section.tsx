import type { OutputField } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'

/** What a node leaves behind for those after it. @internal */
export function OutputsSection({ outputs }: { readonly outputs: readonly OutputField[] }): ReactElement {
  const t = useT()
  // While a name is being typed, two outputs may have the same.
  const unique = [...new Map(outputs.map((output) => [output.name, output])).values()]
  return (
    <Section title={t('builder.outputs')}>
      <ul className="sk:flex sk:flex-col sk:gap-1">
        {unique.map((output) => (
          <li key={output.name} className="sk:flex sk:items-baseline sk:gap-2">
            <span className="sk:font-mono sk:text-sm">{output.name}</span>
            <span className="sk:text-xs sk:text-faint">{output.type}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
