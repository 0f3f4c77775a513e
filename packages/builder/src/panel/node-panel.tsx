import { useAtom, useAtomValue } from '@skep/react/jotai'
import {
  cx,
  IconButton,
  Menu,
  MenuItem,
  MenuSeparator,
  OWN_DIRECTION,
  ScrollArea,
  Tabs,
  VisuallyHidden,
} from '@skep/react/ui'
import { type AppNode, type Issue, variablesInScope } from '@skep/schema'
import { CircleX, CopyPlus, EllipsisVertical, Trash2, TriangleAlert, X } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { issueText } from '../checklist/issue-text.ts'
import { rename, setConfig, setConfigs, setNodeSettings } from '../core/commands/settings.ts'
import { isNote } from '../core/note.ts'
import { ErrorBoundary } from '../error-boundary.tsx'
import { Section } from '../fields/section.tsx'
import { appAtom, nodesByIdAtom } from '../state/edit-atoms.ts'
import { issuesAtom } from '../state/issues-atoms.ts'
import { useNode, useNodeFace } from '../state/use-node.ts'
import { nodeTabAtom } from '../state/view-atoms.ts'
import { useCommands } from '../use-commands.ts'
import { useNodeTexts } from '../use-node-texts.ts'
import { useT } from '../use-t.ts'
import { VariablesContext } from '../variables/variables-context.ts'
import { ErrorHandling } from './error-handling.tsx'
import { LastRun } from './last-run.tsx'
import { NotePanel } from './note-panel.tsx'

/** One node: what it does, and what it did last. @internal */
export function NodePanel({
  nodeId,
  onClose,
}: {
  readonly nodeId: string
  readonly onClose: () => void
}): ReactElement | null {
  const t = useT()
  const node = useNode(nodeId)
  const [tab, setTab] = useAtom(nodeTabAtom)
  if (!node) return null
  if (isNote(node)) return <NotePanel node={node} onClose={onClose} />
  return (
    <>
      <NodeHeader node={node} onClose={onClose} />
      <Tabs
        label={t('builder.node.tabs')}
        value={tab}
        onValueChange={setTab}
        className="sk:min-h-0 sk:flex-1"
        contentClassName="sk:flex sk:flex-col"
        items={[
          { value: 'settings', label: t('builder.node.settings'), content: <NodeSettingsTab node={node} /> },
          { value: 'last-run', label: t('builder.node.lastRun'), content: <LastRun node={node} /> },
        ]}
      />
    </>
  )
}

function NodeHeader({
  node,
  onClose,
}: {
  readonly node: AppNode
  readonly onClose: () => void
}): ReactElement {
  const t = useT()
  const textsOf = useNodeTexts()
  const commands = useCommands()
  const { edit, isReadOnly, types } = useBuilder()
  return (
    <header className="sk:flex sk:shrink-0 sk:items-start sk:gap-2.5 sk:ps-4 sk:pe-2 sk:pt-3 sk:pb-1.5">
      <NodeIconTile type={node.type} />
      <VisuallyHidden>
        <h2>{node.title}</h2>
      </VisuallyHidden>
      <div className="sk:min-w-0 sk:flex-1">
        <input
          aria-label={t('builder.node.titleField')}
          value={node.title}
          readOnly={isReadOnly}
          spellCheck={false}
          dir="auto"
          onChange={(event) => edit((app) => rename(app, node.id, event.target.value))}
          className={cx(
            OWN_DIRECTION,
            'sk:-ms-1.5 sk:w-full sk:truncate sk:rounded-sm sk:px-1.5 sk:py-0.5 sk:text-md sk:font-semibold sk:not-read-only:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-accent',
          )}
        />
        <textarea
          dir="auto"
          aria-label={t('builder.node.description')}
          placeholder={textsOf(node.type).description || t('builder.node.description')}
          value={node.description ?? ''}
          readOnly={isReadOnly}
          rows={1}
          onChange={(event) =>
            edit((app) =>
              setNodeSettings(app, node.id, { description: event.target.value || undefined }, types),
            )
          }
          className={cx(
            OWN_DIRECTION,
            'sk:-ms-1.5 sk:field-sizing-content sk:w-full sk:resize-none sk:rounded-sm sk:px-1.5 sk:py-0.5 sk:text-sm sk:text-muted sk:not-read-only:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-accent',
          )}
        />
      </div>
      {isReadOnly ? null : (
        <Menu
          label={t('builder.node.actions')}
          align="end"
          trigger={
            <IconButton
              label={t('builder.node.actions')}
              icon={<EllipsisVertical size={16} />}
              tooltip="none"
            />
          }
        >
          <MenuItem icon={<CopyPlus size={14} />} onSelect={commands.duplicate}>
            {t('builder.menu.duplicate')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={() => commands.remove()}>
            {t('builder.menu.remove')}
          </MenuItem>
        </Menu>
      )}
      <IconButton label={t('builder.close')} icon={<X size={16} />} tooltip="none" onClick={onClose} />
    </header>
  )
}

function NodeSettingsTab({ node }: { readonly node: AppNode }): ReactElement {
  const { definitions, types, isReadOnly } = useBuilder()
  // Only what is upstream matters, but the graph is small and this is the one open panel.
  const app = useAtomValue(appAtom)
  const groups = useMemo(() => variablesInScope(app, node.id, definitions), [app, node.id, definitions])
  return (
    <VariablesContext.Provider value={groups}>
      <div data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
        <NodeIssues nodeId={node.id} />
        {/* A disabled fieldset turns off every control inside, whoever made the panel. */}
        <fieldset disabled={isReadOnly} className="sk:min-w-0">
          <NodeConfig node={node} />
          {types.get(node.type)?.supportsErrorStrategy ? <ErrorHandling node={node} /> : null}
        </fieldset>
      </div>
    </VariablesContext.Provider>
  )
}

function NodeConfig({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { edit, types, isReadOnly } = useBuilder()
  const face = useNodeFace(node)
  const issues = useNodeIssues(node.id)
  if (!types.has(node.type) || !face.panel) {
    return <RawConfig node={node} note={t('builder.node.unknownLong', { type: node.type })} />
  }
  if (!face.config) return <RawConfig node={node} note={t('builder.node.badConfigLong')} />
  const { Panel } = face.panel
  return (
    <ErrorBoundary
      resetKey={node.config}
      fallback={<RawConfig node={node} note={t('builder.node.panelFailed')} />}
    >
      <Panel
        nodeId={node.id}
        config={face.config}
        isReadOnly={isReadOnly}
        issues={issues}
        set={(path, value) => edit((app) => setConfig(app, node.id, path, value, types))}
        setMany={(values) => edit((app) => setConfigs(app, node.id, values, types))}
      />
    </ErrorBoundary>
  )
}

/** What cannot be edited is at least shown whole. */
function RawConfig({ node, note }: { readonly node: AppNode; readonly note: string }): ReactElement {
  const t = useT()
  return (
    <Section title={t('builder.node.raw')} hint={note}>
      <ScrollArea
        label={t('builder.node.raw')}
        className="sk:max-h-96 sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:p-2.5"
      >
        <pre className="sk:font-mono sk:text-xs">{JSON.stringify(node.config, null, 2)}</pre>
      </ScrollArea>
    </Section>
  )
}

function useNodeIssues(nodeId: string): readonly Issue[] {
  const issues = useAtomValue(issuesAtom)
  return useMemo(() => issues.filter((issue) => issue.nodeId === nodeId), [issues, nodeId])
}

function NodeIssues({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const t = useT()
  const issues = useNodeIssues(nodeId)
  const nodes = useAtomValue(nodesByIdAtom)
  if (issues.length === 0) return null
  return (
    <ul
      aria-label={t('builder.issues.title')}
      className={cx(
        'sk:mx-4 sk:mt-3 sk:flex sk:flex-col sk:gap-1 sk:rounded-sm sk:px-3 sk:py-2 sk:text-sm',
        issues.some((issue) => issue.severity === 'error') ? 'sk:bg-bad-soft' : 'sk:bg-warn-soft',
      )}
    >
      {issues.map((issue) => (
        <li key={`${issue.code}/${issue.path.join('.')}`} className="sk:flex sk:items-start sk:gap-2">
          {issue.severity === 'error' ? (
            <CircleX size={13} className="sk:mt-0.5 sk:shrink-0 sk:text-bad" aria-hidden="true" />
          ) : (
            <TriangleAlert size={13} className="sk:mt-0.5 sk:shrink-0 sk:text-warn" aria-hidden="true" />
          )}
          <span>{issueText(issue, t, nodes)}</span>
        </li>
      ))}
    </ul>
  )
}
