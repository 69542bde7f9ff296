// @ts-check
// What every camera of the map is: it says where things are in the picture, and moves.

/**
 * How a map is looked at: `k` pixels a unit, the point in the middle (`x`, `y` and, in depth, `z`), and there also from
 * where it is seen (`turn` and `tilt`, in radians).
 * @typedef {{ [name: string]: number }} View
 */

/** @typedef {[x: number, y: number, size: number]} Seen Pixels, and how much larger than usual things are there. */

/** @typedef {{ took: number, at: (part: number) => View }} Path Milliseconds, and the view after a part of the way. */

export const ROOM = 0.86 // share of the picture that the whole map takes at first
const LEAST_ZOOM = 0.5
const MOST_ZOOM = 80

/** @abstract */
export class Camera {
  width = 0
  height = 0
  /** @type {View} */
  view = {}

  /** @param {number[][]} places one list of coordinates for each axis */
  constructor(places) {
    this.bounds = places.map(bulk)
    this.middle = this.bounds.map(([low, high]) => (low + high) / 2)
  }

  /**
   * Take a picture of this size; the first shows the whole map.
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    const first = !this.width
    Object.assign(this, { width, height })
    if (first) this.look(this.home())
  }

  /** @param {View} view */
  look(view) {
    this.view = view
  }

  /** How much nearer than the whole map things are seen. */
  get zoom() {
    return this.view.k / this.home().k
  }

  /**
   * Pixels a unit after zooming by a factor, within what is allowed.
   * @param {number} factor
   */
  zoomed(factor) {
    const home = this.home().k
    return Math.min(Math.max(this.view.k * factor, home * LEAST_ZOOM), home * MOST_ZOOM)
  }

  /**
   * The whole map.
   * @abstract
   * @returns {View}
   */
  home() {
    throw new TypeError("each camera has a home of its own")
  }
}

/**
 * Lowest and highest value but for a few that lie far out.
 * @param {number[]} values
 */
function bulk(values) {
  const sorted = Float64Array.from(values).sort()
  return [sorted[Math.floor(sorted.length * 0.002)], sorted[Math.ceil(sorted.length * 0.998) - 1]]
}

/**
 * A part of the way, slow at both ends.
 * @param {number} t from 0 to 1
 */
export function eased(t) {
  return t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2
}
