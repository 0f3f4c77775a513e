import { useCallback, useState } from 'react'

/** A choice of the visitor that this browser remembers. */
export function useStored<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  first: Choice,
): readonly [Choice, (next: Choice) => void] {
  const [value, setValue] = useState(
    () => choices.find((choice) => choice === localStorage.getItem(name)) ?? first,
  )
  const store = useCallback(
    (next: Choice) => {
      localStorage.setItem(name, next)
      setValue(next)
    },
    [name],
  )
  return [value, store]
}
