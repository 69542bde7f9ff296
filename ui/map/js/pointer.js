// @ts-check
// What hands do on the canvas: drag, pinch, tap, turn the wheel, and draw around things.

/** @import { Kind, Place } from "./outline.js" */
import { Outline } from "./outline.js"

/** @typedef {"pan" | Kind} Tool */

/**
 * @typedef {object} Gestures What is answered to.
 * @property {() => void} touched a hand came down
 * @property {(dx: number, dy: number) => void} dragged
 * @property {(at: Place, factor: number) => void} zoomed
 * @property {(at: Place) => void} tapped
 * @property {(at: Place) => void} tappedTwice
 * @property {(at: Place | null) => void} hovered
 * @property {() => void} outlining somebody began to draw
 * @property {() => void} outlined the outline grew, or is gone
 * @property {(outline: Outline) => void} finished
 */

const TAP = 5 // a hand that moved less has tapped
const LEAST_OUTLINE = 8 // one that moved less has drawn around nothing

export class Pointer {
  /** @type {Tool} */
  tool = "pan"
  /** @type {Outline | null} What is being drawn. */
  outline = null
  /** @type {Map<number, Place>} Where each finger is. */
  fingers = new Map()
  travelled = 0

  /**
   * @param {HTMLElement} canvas
   * @param {Gestures} gestures
   */
  constructor(canvas, gestures) {
    this.canvas = canvas
    this.gestures = gestures
    canvas.onpointerdown = event => this.down(event)
    canvas.onpointermove = event => this.move(event)
    canvas.onpointerup = canvas.onpointercancel = event => this.up(event)
    canvas.onpointerleave = () => gestures.hovered(null)
    canvas.ondblclick = event => gestures.tappedTwice(this.at(event))
    canvas.onwheel = event => {
      event.preventDefault()
      gestures.zoomed(this.at(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)))
    }
  }

  /** Answer to taps alone, so that wheel and fingers move the page. */
  rest() {
    this.canvas.onwheel = null
    this.gestures = { ...this.gestures, dragged: () => {}, zoomed: () => {}, tappedTwice: () => {} }
  }

  /**
   * @param {MouseEvent} event
   * @returns {Place}
   */
  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  /** @param {PointerEvent} event */
  down(event) {
    this.gestures.touched()
    this.canvas.setPointerCapture(event.pointerId)
    this.fingers.set(event.pointerId, this.at(event))
    this.travelled = 0
    if (this.fingers.size === 1 && (this.tool !== "pan" || event.shiftKey)) {
      this.outline = new Outline(this.tool === "pan" ? "lasso" : this.tool, this.at(event))
      this.gestures.outlining()
    } else {
      this.outline = null
      this.canvas.classList.add("drag")
    }
  }

  /** @param {PointerEvent} event */
  move(event) {
    const now = this.at(event)
    const before = this.fingers.get(event.pointerId)
    if (!before) return this.gestures.hovered(now)
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]]
    this.travelled += Math.hypot(dx, dy)
    if (this.outline) {
      this.outline.add(now)
      this.gestures.outlined()
    } else if (this.fingers.size === 1) {
      this.gestures.dragged(dx, dy)
    } else {
      this.pinch(event.pointerId, before, now)
    }
    this.fingers.set(event.pointerId, now)
  }

  /**
   * Zoom at the finger that rests, by how far the other went from it.
   * @param {number} finger
   * @param {Place} before
   * @param {Place} now
   */
  pinch(finger, before, now) {
    const [other] = [...this.fingers].filter(([id]) => id !== finger).map(([, place]) => place)
    const spread = (/** @type {Place} */ place) => Math.hypot(place[0] - other[0], place[1] - other[1])
    this.gestures.zoomed(other, spread(now) / Math.max(spread(before), 1))
  }

  /** @param {PointerEvent} event */
  up(event) {
    this.fingers.delete(event.pointerId)
    this.canvas.classList.remove("drag")
    const { outline } = this
    if (outline) {
      this.outline = null
      if (this.travelled > LEAST_OUTLINE) this.gestures.finished(outline)
      this.gestures.outlined()
    } else if (this.travelled < TAP && event.type === "pointerup") {
      this.gestures.tapped(this.at(event))
    }
  }
}
