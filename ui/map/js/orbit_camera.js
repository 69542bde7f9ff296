// @ts-check
// A camera that goes around a map in depth, as one walks around a turntable: the first axis runs across, the second
// up, the third towards the one who looks. Its view is { k, x, y, z, turn, tilt }, with k at the point in the middle.

/** @import { Path, Seen, View } from "./camera.js" */
import { Camera, ROOM, eased } from "./camera.js"

const AWAY = 3 // from how far the whole map is seen, in half diagonals of it
const NEAR = 2.5 // how much nearer than the whole map a title is looked at
const TURN = 0.008 // radians a pixel
const STEEPEST = 1.5
const FIRST_LOOK = { turn: -0.45, tilt: 0.25 }
const FLIGHT = 1000 // milliseconds

export class OrbitCamera extends Camera {
  /** @param {number[][]} places */
  constructor(places) {
    super(places)
    this.halves = this.bounds.map(([low, high]) => (high - low) / 2)
    this.reach = Math.hypot(...this.halves) || 1
    this.directed = this.view
    this.directions = directionsOf(FIRST_LOOK.turn, FIRST_LOOK.tilt)
  }

  /** @override */
  home() {
    const [x, y, z] = this.middle
    return { k: (ROOM * Math.min(this.width, this.height)) / (1.3 * this.reach), x, y, z, ...FIRST_LOOK }
  }

  /**
   * The view from the side on which the point lies, so that the rest of the map is behind it.
   * @param {number[]} point
   * @param {number[][]} [_others]
   * @returns {View}
   */
  near([x, y, z], _others = []) {
    const [across, up, ahead] = [x - this.middle[0], y - this.middle[1], z - this.middle[2]]
    const k = Math.max(this.view.k, this.home().k * NEAR)
    return { k, x, y, z, turn: Math.atan2(across, ahead), tilt: Math.atan2(up, Math.hypot(across, ahead)) * 0.6 }
  }

  /**
   * @param {number[]} point
   * @returns {Seen} not numbers for what is behind the one who looks
   */
  toScreen([px, py, pz]) {
    const { k, x, y, z } = this.view
    const [right, up, towards] = this.directionsNow()
    const [dx, dy, dz] = [px - x, py - y, pz - z]
    const away = (AWAY * this.reach) / this.zoom
    const left = away - (dx * towards[0] + dy * towards[1] + dz * towards[2])
    if (left < away * 0.1) return [NaN, NaN, 0]
    const size = away / left
    return [
      this.width / 2 + k * size * (dx * right[0] + dz * right[2]),
      this.height / 2 - k * size * (dx * up[0] + dy * up[1] + dz * up[2]),
      size,
    ]
  }

  /** What runs to the right, up, and towards the one who looks; kept while the view is the same. */
  directionsNow() {
    if (this.directed !== this.view) {
      this.directed = this.view
      this.directions = directionsOf(this.view.turn, this.view.tilt)
    }
    return this.directions
  }

  /**
   * Turn the map.
   * @param {number} dx pixels to the right
   * @param {number} dy pixels down
   */
  drag(dx, dy) {
    const tilt = Math.min(Math.max(this.view.tilt + dy * TURN, -STEEPEST), STEEPEST)
    this.look({ ...this.view, turn: this.view.turn - dx * TURN, tilt })
  }

  /**
   * Zoom so that what is at a place of the picture, as far away as its middle, stays there.
   * @param {number} sx
   * @param {number} sy
   * @param {number} factor
   */
  zoomAt(sx, sy, factor) {
    const { k: before, x, y, z } = this.view
    const k = this.zoomed(factor)
    const [across, down] = [sx - this.width / 2, sy - this.height / 2].map(pixels => pixels * (1 / before - 1 / k))
    const [right, up] = this.directionsNow()
    const [dx, dy, dz] = [0, 1, 2].map(axis => across * right[axis] - down * up[axis])
    this.look({ ...this.view, k, x: x + dx, y: y + dy, z: z + dz })
  }

  /** Where a double click leads: back to the whole map. */
  doubled() {
    return this.home()
  }

  /**
   * The axes, each a line through the middle.
   * @returns {[number[], number[]][]}
   */
  guides() {
    return this.halves.map((half, axis) => {
      const [low, high] = [-1.1, 1.1].map(part =>
        this.middle.map((middle, other) => (other === axis ? middle + part * half : middle))
      )
      return [low, high]
    })
  }

  /**
   * The way to another view, through what lies between: the shorter turn, and an even zoom.
   * @param {View} goal
   * @returns {Path}
   */
  path(goal) {
    const start = { ...this.view }
    const round = 2 * Math.PI
    const turn = goal.turn - start.turn - round * Math.round((goal.turn - start.turn) / round)
    const at = (/** @type {number} */ t) => {
      const part = eased(t)
      const between = (/** @type {string} */ name) => start[name] + part * (goal[name] - start[name])
      return {
        k: start.k * (goal.k / start.k) ** part,
        x: between("x"),
        y: between("y"),
        z: between("z"),
        turn: start.turn + part * turn,
        tilt: between("tilt"),
      }
    }
    return { took: FLIGHT, at }
  }
}

/**
 * Unit vectors to the right, up, and towards the one who looks.
 * @param {number} turn
 * @param {number} tilt
 */
function directionsOf(turn, tilt) {
  const [st, ct, sp, cp] = [Math.sin(turn), Math.cos(turn), Math.sin(tilt), Math.cos(tilt)]
  return [
    [ct, 0, -st],
    [-st * sp, cp, -ct * sp],
    [st * cp, sp, ct * cp],
  ]
}
