import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react'
import { filesOfTransfer, type NamedFile } from '../state/dropped-files.ts'

/** Handlers for an element that files may be dropped on or pasted into. @internal */
export interface FileDrop {
  readonly isOver: boolean
  readonly handlers: {
    readonly onDragEnter: (event: DragEvent) => void
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
    readonly onPaste: (event: ClipboardEvent) => void
  }
}

/** @internal */
export function useFileDrop(onFiles: (files: readonly NamedFile[]) => void, pastedName: string): FileDrop {
  // Entering a child leaves its parent, so enters and leaves are counted.
  const depth = useRef(0)
  const [isOver, setOver] = useState(false)
  const isFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  const end = (): void => {
    depth.current = 0
    setOver(false)
  }
  const take = (found: Promise<readonly NamedFile[]>): void => {
    void found.then((files) => {
      if (files.length > 0) onFiles(files)
    })
  }
  return {
    isOver,
    handlers: {
      onDragEnter(event) {
        if (!isFiles(event)) return
        event.preventDefault()
        depth.current += 1
        setOver(true)
      },
      onDragOver(event) {
        if (!isFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDragLeave(event) {
        if (!isFiles(event)) return
        depth.current -= 1
        if (depth.current <= 0) end()
      },
      onDrop(event) {
        if (!isFiles(event)) return
        event.preventDefault()
        event.stopPropagation()
        end()
        take(filesOfTransfer(event.dataTransfer))
      },
      onPaste(event) {
        if (
          event.target instanceof Element &&
          event.target.closest('input, textarea, [contenteditable="true"]')
        )
          return
        if (event.clipboardData.files.length > 0) {
          event.preventDefault()
          take(filesOfTransfer(event.clipboardData))
          return
        }
        const text = event.clipboardData.getData('text/plain')
        if (text.trim() === '') return
        event.preventDefault()
        onFiles([{ name: pastedName, file: new File([text], pastedName, { type: 'text/plain' }) }])
      },
    },
  }
}
