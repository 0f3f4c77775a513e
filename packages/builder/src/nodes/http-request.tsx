import { NumberField, Select, Switch, TextField } from '@skep/react/ui'
import { HTTP_METHODS, type HttpRequestConfig, httpRequestNode } from '@skep/schema'
import { Globe } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { PairList } from '../fields/pair-list.tsx'
import { SecretField } from '../fields/secret-field.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { useT } from '../use-t.ts'
import { HttpBodySections } from './http-body.tsx'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine, TextSummary } from './summary.tsx'

type Config = HttpRequestConfig
type PartProps = Pick<NodePanelProps<Config>, 'config' | 'set' | 'issues'>

const AUTHORIZATIONS = ['none', 'basic', 'bearer', 'custom'] as const
const TIMEOUTS = [
  ['connectSeconds', 10],
  ['readSeconds', 600],
  ['writeSeconds', 600],
] as const

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  const { method, url } = config
  return (
    <div className="sk:flex sk:min-w-0 sk:items-start sk:gap-1.5">
      <span className="sk:shrink-0 sk:font-mono sk:text-xs sk:font-semibold sk:text-muted">{method}</span>
      <span className="sk:min-w-0">
        {url.trim() === '' ? (
          <SummaryLine>{t('builder.http.noUrl')}</SummaryLine>
        ) : (
          <TextSummary text={url.replace(/^https?:\/\//i, '')} />
        )}
      </span>
    </div>
  )
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, issues, isReadOnly } = props
  const t = useT()
  const urlIssue = issues.find((issue) => issue.path[0] === 'url' && issue.code.startsWith('FIELD_'))
  const isKnown = HTTP_METHODS.some((method) => method === config.method)
  const methods = isKnown ? HTTP_METHODS : [config.method, ...HTTP_METHODS]
  return (
    <>
      <Section title={t('builder.http.request')} hint={t('builder.http.requestHint')}>
        <div className="sk:flex sk:items-start sk:gap-1.5">
          <Select
            className="sk:w-26 sk:shrink-0"
            aria-label={t('builder.http.method')}
            value={config.method}
            options={methods.map((method) => ({ value: method, label: method }))}
            onValueChange={(method) => set(['method'], method)}
          />
          <div className="sk:min-w-0 sk:flex-1">
            <TemplateField
              aria-label={t('builder.http.url')}
              placeholder="https://"
              lines={[1, 5]}
              value={config.url}
              error={
                urlIssue
                  ? t(urlIssue.code === 'FIELD_REQUIRED' ? 'builder.required' : 'builder.http.badUrl')
                  : undefined
              }
              onValueChange={(url) => set(['url'], url)}
            />
          </div>
        </div>
      </Section>
      <PairList
        title={t('builder.http.params')}
        empty={t('builder.http.noParams')}
        pairs={config.params}
        path={['params']}
        set={set}
        isReadOnly={isReadOnly}
      />
      <PairList
        title={t('builder.http.headers')}
        empty={t('builder.http.noHeaders')}
        placeholder="Accept"
        pairs={config.headers}
        path={['headers']}
        set={set}
        isReadOnly={isReadOnly}
      />
      <Authorization {...props} />
      <HttpBodySections config={config} set={set} isReadOnly={isReadOnly} />
      <Connection {...props} />
      <OutputsSection outputs={httpRequestNode.outputs(config)} />
    </>
  )
}

function Authorization({ config, set, issues }: PartProps): ReactElement {
  const t = useT()
  const { authorization } = config
  const isMissing = issues.some((issue) => issue.path[1] === 'apiKey' && issue.code === 'FIELD_REQUIRED')
  return (
    <Section title={t('builder.http.auth')}>
      <Select
        aria-label={t('builder.http.authType')}
        value={authorization.type}
        options={AUTHORIZATIONS.map((type) => ({
          value: type,
          label: t(`builder.http.auth.${type}`),
          description: t(`builder.http.auth.${type}Hint`),
        }))}
        onValueChange={(type) =>
          set(
            ['authorization'],
            type === 'none'
              ? { type }
              : {
                  type,
                  apiKey: authorization.type === 'none' ? '' : authorization.apiKey,
                  header: authorization.type === 'none' ? '' : authorization.header,
                },
          )
        }
      />
      {authorization.type === 'none' ? null : (
        <>
          {authorization.type === 'custom' ? (
            <TextField
              label={t('builder.http.authHeader')}
              isMono
              placeholder="Authorization"
              value={authorization.header}
              onValueChange={(header) => set(['authorization', 'header'], header)}
            />
          ) : null}
          <SecretField
            label={t(authorization.type === 'basic' ? 'builder.http.userPassword' : 'builder.http.key')}
            hint={t('builder.secret.hint')}
            error={isMissing ? t('builder.required') : undefined}
            stem="HTTP_KEY"
            value={authorization.apiKey}
            onValueChange={(apiKey) => set(['authorization', 'apiKey'], apiKey)}
          />
        </>
      )}
    </Section>
  )
}

function Connection({ config, set }: PartProps): ReactElement {
  const t = useT()
  return (
    <Section title={t('builder.http.connection')} hint={t('builder.http.timeoutHint')}>
      <div className="sk:grid sk:grid-cols-3 sk:gap-2">
        {TIMEOUTS.map(([key, most]) => (
          <NumberField
            key={key}
            label={t(`builder.http.${key}`)}
            value={config.timeout[key] || undefined}
            placeholder={String(most)}
            min={1}
            max={most}
            end={<span className="sk:text-xs sk:text-faint">s</span>}
            onValueChange={(seconds) => set(['timeout', key], seconds)}
          />
        ))}
      </div>
      <Switch
        label={t('builder.http.sslVerify')}
        hint={config.sslVerify ? undefined : t('builder.http.sslVerifyHint')}
        checked={config.sslVerify}
        onCheckedChange={(isOn) => set(['sslVerify'], isOn)}
      />
    </Section>
  )
}

/** Sends a request to a web address. @public */
export const httpRequestPanel: PanelDefinition = definePanel(httpRequestNode, {
  icon: Globe,
  summary: Summary,
  Panel,
})
