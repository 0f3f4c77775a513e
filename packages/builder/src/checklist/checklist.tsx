import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { EmptyState } from '@skep/react/ui'
import type { Issue } from '@skep/schema'
import { CircleCheck, CircleX, TriangleAlert, Workflow } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { edgesAtom, nodesByIdAtom } from '../state/edit-atoms.ts'
import { issuesAtom } from '../state/issues-atoms.ts'
import { nodeTabAtom, selectNodesAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { issueText } from './issue-text.ts'

/** What keeps the app from working, by node. A click leads there. @internal */
export function Checklist(): ReactElement {
  const t = useT()
  const issues = useAtomValue(issuesAtom)
  const nodes = useAtomValue(nodesByIdAtom)
  const edges = useAtomValue(edgesAtom)
  if (issues.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={18} />} title={t('builder.issues.none')}>
        {t('builder.issues.noneText')}
      </EmptyState>
    )
  }
  const nodeOf = (issue: Issue): string =>
    issue.nodeId ?? edges.find((edge) => edge.id === issue.edgeId)?.source ?? ''
  const groups = [...Map.groupBy(issues, nodeOf)].toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))
  return (
    <ul className="sk:flex sk:flex-col sk:gap-2 sk:p-3">
      {groups.map(([nodeId, found]) => (
        <li key={nodeId} className="sk:overflow-hidden sk:rounded-md sk:border sk:border-line">
          <IssueGroup nodeId={nodeId} title={nodes.get(nodeId)?.title} type={nodes.get(nodeId)?.type}>
            {found.map((issue) => (
              <li
                key={`${issue.code}/${issue.path.join('.')}/${issue.edgeId ?? ''}`}
                className="sk:flex sk:items-start sk:gap-2 sk:px-3 sk:py-2"
              >
                {issue.severity === 'error' ? (
                  <CircleX
                    size={14}
                    className="sk:mt-0.5 sk:shrink-0 sk:text-bad"
                    aria-label={t('builder.issues.error')}
                  />
                ) : (
                  <TriangleAlert
                    size={14}
                    className="sk:mt-0.5 sk:shrink-0 sk:text-warn"
                    aria-label={t('builder.issues.warning')}
                  />
                )}
                <span>{issueText(issue, t, nodes)}</span>
              </li>
            ))}
          </IssueGroup>
        </li>
      ))}
    </ul>
  )
}

interface IssueGroupProps {
  readonly nodeId: string
  readonly title: string | undefined
  readonly type: string | undefined
  readonly children: ReactElement[]
}

function IssueGroup({ nodeId, title, type, children }: IssueGroupProps): ReactElement {
  const t = useT()
  const { canvas } = useBuilder()
  const select = useSetAtom(selectNodesAtom)
  const setTab = useSetAtom(nodeTabAtom)
  return (
    <>
      {type === undefined ? (
        <h3 className="sk:flex sk:items-center sk:gap-2 sk:border-b sk:border-line sk:bg-sunken sk:px-3 sk:py-2 sk:font-medium">
          <Workflow size={14} className="sk:text-muted" aria-hidden="true" />
          {t('builder.issues.app')}
        </h3>
      ) : (
        <button
          type="button"
          className="sk:flex sk:w-full sk:items-center sk:gap-2 sk:border-b sk:border-line sk:bg-sunken sk:px-3 sk:py-2 sk:text-start sk:font-medium sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
          onClick={() => {
            setTab('settings')
            select([nodeId])
            canvas.current?.reveal(nodeId, 'readable')
          }}
        >
          <NodeIconTile type={type} size="sm" />
          <span className="sk:min-w-0 sk:flex-1 sk:truncate">{title}</span>
          <span className="sk:text-sm sk:font-normal sk:text-accent-text">{t('builder.issues.goTo')}</span>
        </button>
      )}
      <ul className="sk:divide-y sk:divide-line">{children}</ul>
    </>
  )
}
