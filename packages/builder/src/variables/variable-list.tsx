import { cx, TextField } from '@skep/react/ui'
import type { Selector, VariableGroup } from '@skep/schema'
import { MessagesSquare, Search, Settings2, SlidersHorizontal } from 'lucide-react'
import { type ReactElement, useId, useMemo, useState } from 'react'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { scoreText } from '../palette/search-nodes.ts'
import { useListKeys } from '../use-list-keys.ts'
import { useT } from '../use-t.ts'
import { type VariableChoice, variableChoices } from './variable-choice.ts'
import { useVariables } from './variables-context.ts'

/** @internal */
export interface VariableListProps {
  /** Types that fit; others are shown greyed. */
  readonly types?: readonly string[]
  readonly chosen?: Selector
  readonly onChoose: (selector: Selector) => void
  /** Extra references that are no variables, e.g. the context of a prompt. */
  readonly extras?: readonly { readonly label: string; readonly selector: Selector }[]
}

/** The variables in scope, by node, nearest first. @internal */
export function VariableList({ types, chosen, onChoose, extras = [] }: VariableListProps): ReactElement {
  const t = useT()
  const id = useId()
  const groups = useVariables()
  const [wanted, setWanted] = useState('')
  const found = useMemo(
    () =>
      variableChoices(groups, types).filter(
        (choice) =>
          // Fields of objects show up once somebody looks for them, or they crowd the list.
          (choice.depth === 0 || wanted.trim() !== '') &&
          Math.max(scoreText(choice.name, wanted), scoreText(choice.group.title, wanted)) >
            10 - (wanted ? 0 : 10),
      ),
    [groups, types, wanted],
  )
  const { active, setActive, onKeyDown, list } = useListKeys(found.length, (index) => {
    const choice = found[index]
    if (choice?.fits) onChoose(choice.selector)
  })
  return (
    <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-1.5">
      <TextField
        role="combobox"
        aria-label={t('builder.variables.search')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        placeholder={t('builder.variables.search')}
        start={<Search size={14} />}
        value={wanted}
        onValueChange={(text) => {
          setWanted(text)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('builder.variables.label')}
        data-skep-scroll=""
        className="sk:-mx-1.5 sk:max-h-72 sk:min-h-0 sk:flex-1 sk:px-1.5"
      >
        {extras.map((extra) => (
          <button
            key={extra.label}
            type="button"
            className="sk:flex sk:min-h-7 sk:w-full sk:items-center sk:rounded-[5px] sk:px-2 sk:text-start sk:text-accent-text sk:hover:bg-hover"
            onClick={() => onChoose(extra.selector)}
          >
            {extra.label}
          </button>
        ))}
        {found.length === 0 ? (
          <p className="sk:px-2 sk:py-5 sk:text-center sk:text-muted">
            {t(wanted ? 'builder.variables.nothing' : 'builder.variables.none')}
          </p>
        ) : null}
        {found.map((choice, index) => (
          <div key={choice.selector.join('.')}>
            {found[index - 1]?.group === choice.group ? null : <GroupHeading group={choice.group} />}
            <VariableRow
              id={`${id}-${index}`}
              index={index}
              choice={choice}
              isActive={index === active}
              isChosen={chosen?.join('.') === choice.selector.join('.')}
              onPoint={() => setActive(index)}
              onChoose={() => choice.fits && onChoose(choice.selector)}
            />
          </div>
        ))}
      </div>
    </div>
  )
}

function GroupHeading({ group }: { readonly group: VariableGroup }): ReactElement {
  const t = useT()
  const { kind } = group
  const isScope = kind === 'sys' || kind === 'env' || kind === 'conversation'
  const Icon = { sys: Settings2, env: SlidersHorizontal, conversation: MessagesSquare }
  const ScopeIcon = isScope ? Icon[kind] : null
  return (
    <div className="sk:flex sk:items-center sk:gap-1.5 sk:px-1.5 sk:pt-2 sk:pb-1 sk:text-xs sk:font-medium sk:text-muted">
      {ScopeIcon ? (
        <ScopeIcon size={13} aria-hidden="true" />
      ) : (
        <NodeIconTile type={group.nodeType ?? ''} size="sm" />
      )}
      <span className="sk:truncate">{isScope ? t(`builder.scope.${kind}`) : group.title}</span>
    </div>
  )
}

interface VariableRowProps {
  readonly id: string
  readonly index: number
  readonly choice: VariableChoice
  readonly isActive: boolean
  readonly isChosen: boolean
  readonly onPoint: () => void
  readonly onChoose: () => void
}

function VariableRow(props: VariableRowProps): ReactElement {
  const { id, index, choice, isActive, isChosen, onPoint, onChoose } = props
  const t = useT()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above has the keys
    <div
      id={id}
      data-index={index}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-disabled={!choice.fits}
      title={choice.fits ? choice.description : t('builder.variables.wrongType', { type: choice.type })}
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={cx(
        'sk:flex sk:min-h-7 sk:items-center sk:gap-2 sk:rounded-[5px] sk:pe-2',
        choice.depth > 0 ? 'sk:ps-6' : 'sk:ps-2',
        choice.fits ? 'sk:cursor-pointer' : 'sk:cursor-not-allowed sk:opacity-45',
        isActive && choice.fits && 'sk:bg-hover',
      )}
    >
      <span className="sk:min-w-0 sk:flex-1 sk:truncate sk:font-mono sk:text-sm">{choice.name}</span>
      <span className="sk:shrink-0 sk:text-xs sk:text-faint">{choice.type}</span>
    </div>
  )
}
