/**
 * Tells a listener of the host's. Its own mistake is reported and changes nothing for us or for other listeners.
 * @internal
 */
export function callListener<Item>(listener: (item: Item) => void, item: Item): void {
  try {
    listener(item)
  } catch (error) {
    console.error('A listener of Skep failed.', error)
  }
}
