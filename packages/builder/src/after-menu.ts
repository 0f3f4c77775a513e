/**
 * Runs what a menu item starts once the menu has handed the focus back (it does so in a timeout of its own): a field or
 * list that opens earlier would lose the focus again and close.
 * @internal
 */
export function afterMenu(action: () => void): void {
  setTimeout(action, 20)
}
