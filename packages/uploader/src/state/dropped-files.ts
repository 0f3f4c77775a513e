/** A file with the name it gets: its path inside the folder that was dropped or chosen. @internal */
export interface NamedFile {
  readonly name: string
  readonly file: File
}

/**
 * The files of a drop or a paste, folders walked. Must be called inside the event: its data is gone afterwards.
 * Hidden files (`.DS_Store`) are left out.
 * @internal
 */
export async function filesOfTransfer(transfer: DataTransfer): Promise<readonly NamedFile[]> {
  const entries = [...transfer.items].flatMap((item): readonly (FileSystemEntry | File)[] => {
    if (item.kind !== 'file') return []
    const entry = item.webkitGetAsEntry?.()
    const file = item.getAsFile()
    return entry?.isDirectory ? [entry] : file ? [file] : []
  })
  const found = await Promise.all(
    entries.map((entry) => (entry instanceof File ? [{ name: entry.name, file: entry }] : walk(entry, ''))),
  )
  return found.flat().filter(isVisible)
}

/** The files of an `<input type="file">`. @internal */
export function filesOfInput(files: FileList): readonly NamedFile[] {
  return [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(isVisible)
}

async function walk(entry: FileSystemEntry, folder: string): Promise<readonly NamedFile[]> {
  const name = folder + entry.name
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ name, file }]
  }
  if (!isFolderEntry(entry)) return []
  const reader = entry.createReader()
  const inside: FileSystemEntry[] = []
  // A reader hands out at most 100 entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) break
    inside.push(...some)
  }
  const files: NamedFile[] = []
  for (const child of inside) files.push(...(await walk(child, `${name}/`)))
  return files
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isVisible({ name }: NamedFile): boolean {
  return !name.split('/').some((part) => part.startsWith('.'))
}
