// @ts-check
// A camera over a flat map. Its view is { k, x, y }.

/** @import { Path, Seen, View } from "./camera.js" */
import { Camera, ROOM, eased } from "./camera.js"

const NEAR = 5 // how much nearer than the whole map a title is looked at
const MAY_BE_OFF = 0.25 // share of a title's neighbours that need not be in the picture
const RHO = 1.4 // how far a flight backs away: van Wijk and Nuij found 1.4 to please most people

export class FlatCamera extends Camera {
  /** @override */
  home() {
    const [width, height] = this.bounds.map(([low, high]) => high - low || 1)
    const [x, y] = this.middle
    return { k: ROOM * Math.min(this.width / width, this.height / height), x, y }
  }

  /**
   * The view that shows a point from near, and most of what belongs to it.
   * @param {number[]} point
   * @param {number[][]} [others] points that had better be seen
   * @returns {View}
   */
  near([x, y], others = []) {
    const home = this.home().k
    const k = Math.max(this.view.k, home * NEAR)
    const fit = others.map(([ox, oy]) => Math.min(this.width / 2 / Math.abs(ox - x), this.height / 2 / Math.abs(oy - y)))
    const most = fit.sort((one, other) => one - other)[Math.floor(others.length * MAY_BE_OFF)] ?? Infinity
    return { k: Math.max(Math.min(k, most * ROOM), home), x, y }
  }

  /**
   * @param {number[]} point
   * @returns {Seen}
   */
  toScreen([x, y]) {
    const { k, x: cx, y: cy } = this.view
    return [(x - cx) * k + this.width / 2, (cy - y) * k + this.height / 2, 1]
  }

  /**
   * @param {number} dx pixels to the right
   * @param {number} dy pixels down
   */
  drag(dx, dy) {
    const { k, x, y } = this.view
    this.look({ k, x: x - dx / k, y: y + dy / k })
  }

  /**
   * Zoom so that what is at a place of the picture stays there.
   * @param {number} sx
   * @param {number} sy
   * @param {number} factor
   */
  zoomAt(sx, sy, factor) {
    const { k: before, x, y } = this.view
    const k = this.zoomed(factor)
    const nearer = 1 / before - 1 / k
    this.look({ k, x: x + (sx - this.width / 2) * nearer, y: y - (sy - this.height / 2) * nearer })
  }

  /**
   * Where a double click leads: twice as near.
   * @param {number} sx
   * @param {number} sy
   */
  doubled(sx, sy) {
    const before = this.view
    this.zoomAt(sx, sy, 2)
    const goal = this.view
    this.look(before)
    return goal
  }

  /**
   * Lines in the picture that carry the names of the axes: none, since those stand at its edges.
   * @returns {[number[], number[]][]}
   */
  guides() {
    return []
  }

  /**
   * The shortest-looking way to another view: out, across, and in (van Wijk and Nuij, 2003).
   * @param {View} goal
   * @returns {Path}
   */
  path(goal) {
    const start = { ...this.view }
    const [w0, w1] = [this.width / start.k, this.width / goal.k]
    const [dx, dy] = [goal.x - start.x, goal.y - start.y]
    const d = Math.hypot(dx, dy)
    const b = (/** @type {number} */ end, /** @type {number} */ sign) =>
      (w1 * w1 - w0 * w0 + sign * RHO ** 4 * d * d) / (2 * end * RHO ** 2 * d)
    const near = d < w0 * 1e-6
    const [r0, r1] = near ? [0, 0] : [[w0, 1], [w1, -1]].map(([end, sign]) => -Math.asinh(b(end, sign)))
    const length = near ? Math.abs(Math.log(w1 / w0)) / RHO : (r1 - r0) / RHO
    const at = (/** @type {number} */ t) => {
      const s = eased(t) * length
      const width = near
        ? w0 * Math.exp(Math.sign(w1 - w0) * RHO * s)
        : (w0 * Math.cosh(r0)) / Math.cosh(RHO * s + r0)
      const way = near
        ? eased(t)
        : ((w0 / RHO ** 2) * (Math.cosh(r0) * Math.tanh(RHO * s + r0) - Math.sinh(r0))) / d
      return { k: this.width / width, x: start.x + way * dx, y: start.y + way * dy }
    }
    return { took: Math.min(Math.max(length * 450, 250), 1400), at }
  }
}
