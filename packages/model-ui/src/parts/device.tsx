import type { DeviceReport } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { cx, ErrorNote, IconButton, Spinner } from '@skep/react/ui'
import { Check, CircleSlash, Cpu, Gpu, type LucideIcon, Quote, RotateCw, Server } from 'lucide-react'
import type { ReactElement } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'

/** @public */
export interface ModelsDeviceProps {
  readonly className?: string
}

const ICONS: Readonly<Record<DeviceReport['chosen'], LucideIcon>> = {
  webgpu: Gpu,
  wasm: Cpu,
  remote: Server,
  extractive: Quote,
}

/** Where answers come from on this device, and why: everything that was looked at, the best first. @public */
export function ModelsDevice({ className }: ModelsDeviceProps): ReactElement {
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const { state, reload } = useAsync(() => client.models.probe(), [client])
  const report = state.value
  const chosen = report?.steps.find(({ device, isUsable }) => device === report.chosen && isUsable)
  const Icon = report ? ICONS[report.chosen] : Cpu
  return (
    <section
      aria-label={t('models.device')}
      className={cx('sk:overflow-hidden sk:rounded-lg sk:border sk:border-line sk:bg-surface', className)}
    >
      <header className="sk:flex sk:items-start sk:gap-3 sk:p-3">
        <span className="sk:flex sk:size-8 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-sm sk:bg-accent-soft sk:text-accent-text">
          <Icon size={16} aria-hidden="true" />
        </span>
        <div className="sk:min-w-0 sk:flex-1" role="status">
          <h3 className="sk:text-sm sk:text-muted">{t('models.device')}</h3>
          {report ? (
            <>
              <p className="sk:font-semibold">{t(`models.device.${report.chosen}`)}</p>
              {chosen ? (
                <p className="sk:text-sm sk:text-muted sk:text-pretty">
                  <bdi>{chosen.message}</bdi>
                </p>
              ) : null}
            </>
          ) : state.status === 'loading' ? (
            <p className="sk:flex sk:items-center sk:gap-2">
              <Spinner size={13} label="" />
              {t('models.device.looking')}
            </p>
          ) : null}
        </div>
        <IconButton
          label={t('models.device.again')}
          icon={<RotateCw size={14} />}
          disabled={state.status === 'loading'}
          onClick={reload}
        />
      </header>
      {state.status === 'failed' ? (
        <ErrorNote className="sk:mx-3 sk:mb-3" error={state.error} onRetry={reload} />
      ) : null}
      {report ? (
        <ol className="sk:border-t sk:border-line sk:px-3 sk:py-1.5">
          {report.steps.map((step) => (
            <li
              key={step.device}
              data-usable={step.isUsable}
              className="sk:flex sk:items-start sk:gap-2 sk:py-1 sk:text-sm"
            >
              {step.isUsable ? (
                <Check
                  size={14}
                  className="sk:mt-0.5 sk:shrink-0 sk:text-good"
                  role="img"
                  aria-label={t('models.device.usable')}
                />
              ) : (
                <CircleSlash
                  size={14}
                  className="sk:mt-0.5 sk:shrink-0 sk:text-faint"
                  role="img"
                  aria-label={t('models.device.unusable')}
                />
              )}
              <span className="sk:min-w-0">
                <span className={cx('sk:font-medium', !step.isUsable && 'sk:text-muted')}>
                  {t(`models.device.${step.device}`)}
                </span>
                <bdi className="sk:block sk:text-muted">{step.message}</bdi>
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  )
}
