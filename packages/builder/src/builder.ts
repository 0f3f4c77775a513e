import { Canvas } from './canvas/canvas.tsx'
import { Checklist } from './checklist/checklist.tsx'
import { Header } from './header/header.tsx'
import { Outline } from './outline/outline.tsx'
import { Palette } from './palette/palette.tsx'
import { SidePanel } from './panel/side-panel.tsx'
import { BuilderRoot } from './root.tsx'
import { RunPanel } from './run/run-panel.tsx'

/**
 * The workflow builder and its parts. `Root` alone draws the whole; with children the parts stand where you put them.
 * @example
 * <Builder.Root appId="support">
 *   <Builder.Header />
 *   <Builder.Canvas />
 * </Builder.Root>
 * @public
 */
export const Builder: {
  readonly Root: typeof BuilderRoot
  readonly Header: typeof Header
  readonly Palette: typeof Palette
  readonly Outline: typeof Outline
  readonly Canvas: typeof Canvas
  readonly Panel: typeof SidePanel
  readonly Run: typeof RunPanel
  readonly Checklist: typeof Checklist
} = {
  Root: BuilderRoot,
  Header,
  Palette,
  Outline,
  Canvas,
  Panel: SidePanel,
  Run: RunPanel,
  Checklist,
}
