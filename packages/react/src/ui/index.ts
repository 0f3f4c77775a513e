export { Badge, type BadgeProps, type Tone } from './badge.tsx'
export { Button, type ButtonProps, type ButtonVariant, type ControlSize } from './button.tsx'
export { Checkbox, type CheckboxProps } from './checkbox.tsx'
export { ConfirmDialog, type ConfirmDialogProps } from './confirm-dialog.tsx'
export { CopyButton, type CopyButtonProps } from './copy-button.tsx'
export { cx } from './cx.ts'
export { Dialog, type DialogProps } from './dialog.tsx'
export { EmptyState, type EmptyStateProps } from './empty-state.tsx'
export { ErrorNote, type ErrorNoteProps } from './error-note.tsx'
export { Field, type FieldControlProps, type FieldProps, type FieldTexts } from './field.tsx'
export type { FloatingPlacement, ViewportPoint } from './floating.tsx'
export { IconButton, type IconButtonProps } from './icon-button.tsx'
export { Kbd, type KbdProps } from './kbd.tsx'
export { ContextMenu, type ContextMenuProps, Menu, type MenuProps } from './menu.tsx'
export {
  MenuCheckItem,
  type MenuCheckItemProps,
  MenuItem,
  type MenuItemProps,
  MenuLabel,
  MenuSeparator,
} from './menu-item.tsx'
export { NumberField, type NumberFieldProps } from './number-field.tsx'
export { Card, type CardProps, PanelHeader, type PanelHeaderProps } from './panel.tsx'
export { Popover, type PopoverProps } from './popover.tsx'
export { ProgressBar, type ProgressBarProps } from './progress-bar.tsx'
export { ScrollArea, type ScrollAreaProps } from './scroll-area.tsx'
export { SegmentedControl, type SegmentedControlProps, type SegmentedOption } from './segmented-control.tsx'
export { Select, type SelectOption, type SelectProps } from './select.tsx'
export { Separator, type SeparatorProps } from './separator.tsx'
export { Spinner, type SpinnerProps } from './spinner.tsx'
export { FIELD_BOX } from './surface.ts'
export { Switch, type SwitchProps } from './switch.tsx'
export { type TabItem, Tabs, type TabsProps } from './tabs.tsx'
export { TextArea, type TextAreaProps } from './text-area.tsx'
export { TextField, type TextFieldProps } from './text-field.tsx'
export { type ToastInput, useToast } from './toast.tsx'
export { Tooltip, type TooltipProps, type TooltipSide } from './tooltip.tsx'
export { VisuallyHidden } from './visually-hidden.tsx'
