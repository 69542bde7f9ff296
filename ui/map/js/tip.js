// @ts-check
// The note beside the pointer: which title this is.

/** @import { Place } from "./outline.js" */

const [WIDTH, HEIGHT] = [290, 80] // pixels that the note may need
const AWAY = 14

/**
 * @param {HTMLElement} tip
 * @param {Place} at
 * @param {{ width: number, height: number }} picture
 * @param {string} title
 * @param {string} facts
 */
export function showTip(tip, [x, y], { width, height }, title, facts) {
  const name = document.createElement("b")
  name.textContent = title
  tip.replaceChildren(name, facts)
  tip.style.left = `${x > width - WIDTH ? x - (WIDTH - AWAY - 1) : x + AWAY}px`
  tip.style.top = `${Math.min(y + AWAY, height - HEIGHT)}px`
  tip.hidden = false
}
