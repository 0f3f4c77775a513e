/**
 * For an element with `dir="auto"` in a list of the page's direction: a text of the other direction keeps its words
 * and its end in order, and is cut at its end, but stands where the others stand.
 * @public
 */
export const OWN_DIRECTION: string = 'sk:[text-align:-webkit-match-parent] sk:[text-align:match-parent]'
