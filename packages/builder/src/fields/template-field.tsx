import { Field, type FieldTexts, IconButton, Popover } from '@skep/react/ui'
import { formatReference } from '@skep/schema'
import { Braces } from 'lucide-react'
import { type ReactElement, useCallback, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import type { Editor, VariableWish } from '../editors/create-editor.ts'
import { EditorHost } from '../editors/editor-host.tsx'
import type { ChipLook } from '../editors/reference-chips.ts'
import { useT } from '../use-t.ts'
import { VariableList } from '../variables/variable-list.tsx'
import { useDescribe } from '../variables/variables-context.ts'

/** @public */
export interface TemplateFieldProps extends FieldTexts {
  /** Name for screen readers where no `label` is drawn. */
  readonly 'aria-label'?: string
  readonly value: string
  readonly onValueChange: (text: string) => void
  readonly placeholder?: string
  /** Offers `{{#context#}}`, which a language model's prompt knows. */
  readonly hasContext?: boolean
  /** Names of fields that may stand in the text as `{{#$output.name#}}`, in the text of a form. */
  readonly slots?: readonly string[]
  /** Lines before it grows, and the most it grows to. Default 3 and 14. */
  readonly lines?: readonly [least: number, most: number]
}

/** Text with variables, drawn as chips. `/` and `{{` open the list of variables. @public */
export function TemplateField(props: TemplateFieldProps): ReactElement {
  const { label, hint, error, isRequired, value, onValueChange, hasContext = false, lines, slots } = props
  const t = useT()
  const { isReadOnly } = useBuilder()
  const describe = useDescribe()
  const editor = useRef<Editor | null>(null)
  const [wish, setWish] = useState<VariableWish | null>(null)
  const name = props['aria-label'] ?? (typeof label === 'string' ? label : t('builder.text'))

  const describeChip = useCallback(
    (selector: readonly string[]): ChipLook | undefined => {
      if (selector.length === 1) {
        if (selector[0] !== 'context' || !hasContext) return undefined
        return {
          title: t('builder.llm.context'),
          path: '',
          isBroken: false,
          note: t('builder.llm.contextChip'),
        }
      }
      if (selector[0] === '$output') {
        if (!slots) return undefined
        const name = selector.slice(1).join('.')
        return {
          title: t('builder.form.field'),
          path: name,
          isBroken: !slots.includes(name),
          note: t(slots.includes(name) ? 'builder.form.slot' : 'builder.form.slotMissing'),
        }
      }
      const look = describe(selector)
      return {
        title: look.title,
        path: look.path,
        isBroken: look.problem !== undefined,
        note: look.problem ? t(`builder.variables.problem.${look.problem}`) : (look.type ?? ''),
      }
    },
    [describe, hasContext, slots, t],
  )
  const insert = isReadOnly ? null : (
    <IconButton
      size="sm"
      label={t('builder.variables.insert')}
      icon={<Braces size={14} />}
      onClick={() => editor.current && setWish(editor.current.wishAtCaret())}
    />
  )
  const hasHead = Boolean(label || props.action)
  const close = (): void => {
    setWish(null)
    setTimeout(() => editor.current?.focus(), 0) // after the list has let go of the focus
  }
  return (
    <Field
      {...{ label, hint, error, isRequired: isRequired === true }}
      action={
        hasHead ? (
          <span className="sk:flex sk:items-center sk:gap-1">
            {props.action}
            {insert}
          </span>
        ) : null
      }
    >
      {() => (
        <div className="sk:flex sk:items-start sk:gap-1">
          <div className="sk:min-w-0 sk:flex-1">
            <EditorHost
              kind="template"
              handle={editor}
              value={value}
              onValueChange={onValueChange}
              label={name}
              placeholder={props.placeholder ?? t('builder.text.placeholder')}
              isReadOnly={isReadOnly}
              isInvalid={Boolean(error)}
              describe={describeChip}
              onWish={setWish}
              {...(lines ? { lines } : {})}
            />
          </div>
          {hasHead || !insert ? null : <span className="sk:pt-1">{insert}</span>}
          {wish ? (
            <Popover
              open
              point={wish.point}
              label={t('builder.variables.label')}
              onOpenChange={close}
              className="sk:flex sk:w-72 sk:flex-col sk:p-1.5"
            >
              <VariableList
                extras={[
                  ...(hasContext ? [{ label: t('builder.llm.context'), selector: ['context'] }] : []),
                  ...(slots ?? []).map((name) => ({
                    label: `${t('builder.form.field')} · ${name}`,
                    selector: ['$output', name],
                  })),
                ]}
                onChoose={(selector) => {
                  editor.current?.replace(wish.from, wish.to, formatReference(selector))
                  close()
                }}
              />
            </Popover>
          ) : null}
        </div>
      )}
    </Field>
  )
}
