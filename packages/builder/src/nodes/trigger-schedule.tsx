import { NumberField, SegmentedControl, Select, TextField } from '@skep/react/ui'
import {
  findCronProblem,
  SCHEDULE_FREQUENCIES,
  type TriggerScheduleConfig,
  triggerScheduleNode,
  WEEKDAYS,
} from '@skep/schema'
import { CalendarClock } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { SummaryLine } from './summary.tsx'
import { ToggleRow } from './toggle-row.tsx'
import { TriggerNote } from './trigger-note.tsx'

type Config = TriggerScheduleConfig

const MONTH_DAYS = [...Array.from({ length: 31 }, (_, index) => index + 1), 'last'] as const

function useScheduleText(): (config: Config) => string {
  const t = useT()
  return ({ mode, frequency, cronExpression, visual }) => {
    if (mode === 'cron') return cronExpression || t('builder.summary.notSet')
    const word = t(`builder.schedule.${frequency}`)
    switch (frequency) {
      case 'hourly':
        return t('builder.schedule.atMinute', { word, minute: visual.onMinute })
      case 'daily':
        return t('builder.schedule.atTime', { word, time: visual.time })
      case 'weekly':
        return `${t('builder.schedule.atTime', { word, time: visual.time })} · ${visual.weekdays
          .map((day) => t(`builder.schedule.day.${day}`))
          .join(', ')}`
      case 'monthly':
        return `${t('builder.schedule.atTime', { word, time: visual.time })} · ${visual.monthlyDays
          .map((day) => (day === 'last' ? t('builder.schedule.last') : String(day)))
          .join(', ')}`
      default:
        return frequency satisfies never
    }
  }
}

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const say = useScheduleText()
  return (
    <>
      <SummaryLine>{say(config)}</SummaryLine>
      <SummaryLine>{config.timezone}</SummaryLine>
    </>
  )
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, issues } = props
  const t = useT()
  const isWrong = (key: string): boolean => issues.some((issue) => issue.path[0] === key)
  const problem = config.cronExpression.trim() === '' ? undefined : findCronProblem(config.cronExpression)
  return (
    <>
      <TriggerNote text={t('builder.schedule.note')} />
      <Section title={t('builder.schedule.when')}>
        <SegmentedControl
          label={t('builder.schedule.mode')}
          value={config.mode}
          options={[
            { value: 'visual', label: t('builder.schedule.visual') },
            { value: 'cron', label: t('builder.schedule.cron') },
          ]}
          onValueChange={(mode) => set(['mode'], mode)}
        />
        {config.mode === 'cron' ? (
          <TextField
            label={t('builder.schedule.expression')}
            hint={t('builder.schedule.expressionHint')}
            isMono
            placeholder="0 9 * * mon-fri"
            value={config.cronExpression}
            error={
              config.cronExpression.trim() === ''
                ? t('builder.required')
                : problem
                  ? t('builder.schedule.badCron', { part: problem })
                  : undefined
            }
            onValueChange={(text) => set(['cronExpression'], text)}
          />
        ) : (
          <Visual {...props} />
        )}
        <TextField
          label={t('builder.schedule.timezone')}
          placeholder="Europe/Berlin"
          value={config.timezone}
          error={isWrong('timezone') ? t('builder.schedule.badTimezone') : undefined}
          onValueChange={(name) => set(['timezone'], name)}
        />
      </Section>
    </>
  )
}

function Visual({ config, set, issues }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const { frequency, visual } = config
  const isWrong = (key: string): boolean =>
    issues.some((issue) => issue.path[0] === 'visual' && issue.path[1] === key)
  return (
    <>
      <Select
        label={t('builder.schedule.frequency')}
        value={frequency}
        options={SCHEDULE_FREQUENCIES.map((each) => ({ value: each, label: t(`builder.schedule.${each}`) }))}
        onValueChange={(next) => set(['frequency'], next)}
      />
      {frequency === 'hourly' ? (
        <NumberField
          label={t('builder.schedule.minute')}
          value={visual.onMinute}
          min={0}
          max={59}
          onValueChange={(minute) => set(['visual', 'onMinute'], Math.round(minute ?? 0))}
        />
      ) : (
        <TextField
          label={t('builder.schedule.time')}
          hint={t('builder.schedule.timeHint')}
          value={visual.time}
          error={isWrong('time') ? t('builder.schedule.badTime') : undefined}
          onValueChange={(time) => set(['visual', 'time'], time)}
        />
      )}
      {frequency === 'weekly' ? (
        <ToggleRow
          label={t('builder.schedule.weekdays')}
          choices={WEEKDAYS.map((day) => ({ value: day, label: t(`builder.schedule.day.${day}`) }))}
          chosen={visual.weekdays}
          onChange={(days) => set(['visual', 'weekdays'], days)}
          error={isWrong('weekdays') ? t('builder.required') : undefined}
        />
      ) : null}
      {frequency === 'monthly' ? (
        <ToggleRow
          label={t('builder.schedule.monthDays')}
          choices={MONTH_DAYS.map((day) => ({
            value: day,
            label: day === 'last' ? t('builder.schedule.last') : String(day),
          }))}
          chosen={visual.monthlyDays}
          onChange={(days) => set(['visual', 'monthlyDays'], days)}
          error={isWrong('monthlyDays') ? t('builder.required') : undefined}
        />
      ) : null}
    </>
  )
}

/** Starts the app at set times. @public */
export const triggerSchedulePanel: PanelDefinition = definePanel(triggerScheduleNode, {
  icon: CalendarClock,
  summary: Summary,
  Panel,
})
