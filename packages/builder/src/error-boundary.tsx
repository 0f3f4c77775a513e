import { Component, type ReactNode } from 'react'

/** @internal */
export interface ErrorBoundaryProps {
  readonly children: ReactNode
  readonly fallback: ReactNode
  /** A new value gives the children another try. */
  readonly resetKey?: unknown
}

interface State {
  readonly hasFailed: boolean
  readonly resetKey: unknown
}

/** Keeps a broken card or panel from taking the builder along. @internal */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { hasFailed: false, resetKey: this.props.resetKey }

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true }
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { hasFailed: false, resetKey: props.resetKey }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}
