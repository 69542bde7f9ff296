// @ts-check
// What keys do on the canvas.

/**
 * @typedef {object} Keys What is answered to.
 * @property {(dx: number, dy: number) => void} dragged
 * @property {(act: "in" | "out" | "home") => void} acted
 * @property {() => boolean} cleared whether there was something to clear
 */

/** @type {Record<string, [number, number]>} Pixels. */
const DRAGS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }
/** @type {Record<string, "in" | "out" | "home">} */
const ACTS = { "+": "in", "=": "in", "-": "out", 0: "home" }

/**
 * @param {HTMLElement} canvas
 * @param {Keys} keys
 */
export function listenToKeys(canvas, keys) {
  canvas.onkeydown = event => {
    if (answered(event.key, keys)) event.preventDefault()
  }
}

/**
 * @param {string} key
 * @param {Keys} keys
 */
function answered(key, keys) {
  if (key in DRAGS) keys.dragged(...DRAGS[key])
  else if (key in ACTS) keys.acted(ACTS[key])
  else return key === "Escape" && keys.cleared()
  return true
}
