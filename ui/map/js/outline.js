// @ts-check
// What somebody draws around titles: a lasso or a box.

/** @typedef {[x: number, y: number]} Place In the picture, in pixels from its upper left corner. */
/** @typedef {"lasso" | "box"} Kind */

export class Outline {
  /**
   * @param {Kind} kind
   * @param {Place} start
   */
  constructor(kind, start) {
    this.kind = kind
    /** @type {Place[]} Where the hand went. */
    this.trail = [start]
  }

  /** @param {Place} place */
  add(place) {
    this.trail.push(place)
  }

  /** Whether there is something to see of it yet. */
  get isVisible() {
    return this.trail.length > 1
  }

  /**
   * Its corners, in order.
   * @returns {Place[]}
   */
  get corners() {
    if (this.kind === "lasso") return this.trail
    const [[left, top]] = this.trail
    const [right, bottom] = this.trail[this.trail.length - 1]
    return [[left, top], [right, top], [right, bottom], [left, bottom]]
  }

  /**
   * Those that lie inside.
   * @template {{ x: number, y: number }} T
   * @param {T[]} things
   */
  around(things) {
    const { corners } = this
    return things.filter(({ x, y }) => isInside(x, y, corners))
  }
}

/**
 * Whether a point lies inside a polygon: a ray from it crosses the sides an odd number of times.
 * @param {number} x
 * @param {number} y
 * @param {Place[]} corners
 */
export function isInside(x, y, corners) {
  let inside = false
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [corners[i], corners[j]]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}
