// A camera that goes around a map in depth, as one walks around a turntable: the first axis runs across, the second
// up, the third towards the one who looks.

const AWAY = 3 // from how far the whole map is seen, in half diagonals of it
const TURN = 0.008 // radians a pixel
const STEEPEST = 1.5
const FIRST_LOOK = { turn: -0.45, tilt: 0.25 }

// A view is { k, x, y, z, turn, tilt }: pixels a unit at the point in the middle, that point, and from where it is seen.
class OrbitCamera extends Camera {
  constructor(axes) {
    super(axes)
    this.halves = this.bounds.map(([low, high]) => (high - low) / 2)
    this.reach = Math.hypot(...this.halves) || 1
  }

  home() {
    const [x, y, z] = this.middle
    return { k: (ROOM * Math.min(this.width, this.height)) / (1.3 * this.reach), x, y, z, ...FIRST_LOOK }
  }

  // From the side on which the point lies, so that the rest of the map is behind it.
  near([x, y, z]) {
    const [across, up, ahead] = [x - this.middle[0], y - this.middle[1], z - this.middle[2]]
    const k = Math.max(this.view.k, this.home().k * 2.5)
    return { k, x, y, z, turn: Math.atan2(across, ahead), tilt: Math.atan2(up, Math.hypot(across, ahead)) * 0.6 }
  }

  toScreen([px, py, pz]) {
    const { k, x, y, z } = this.view
    const [right, up, towards] = this.directions()
    const [dx, dy, dz] = [px - x, py - y, pz - z]
    const away = (AWAY * this.reach) / this.zoom
    const left = away - (dx * towards[0] + dy * towards[1] + dz * towards[2])
    if (left < away * 0.1) return [NaN, NaN, 0] // behind the one who looks
    const size = away / left
    return [
      this.width / 2 + k * size * (dx * right[0] + dz * right[2]),
      this.height / 2 - k * size * (dx * up[0] + dy * up[1] + dz * up[2]),
      size,
    ]
  }

  // What runs to the right, up, and towards the one who looks; kept while the view is the same.
  directions() {
    if (this.directed !== this.view) Object.assign(this, { directed: this.view, kept: this.directionsOf(this.view) })
    return this.kept
  }

  directionsOf({ turn, tilt }) {
    const [st, ct, sp, cp] = [Math.sin(turn), Math.cos(turn), Math.sin(tilt), Math.cos(tilt)]
    return [
      [ct, 0, -st],
      [-st * sp, cp, -ct * sp],
      [st * cp, sp, ct * cp],
    ]
  }

  drag(dx, dy) {
    const tilt = Math.min(Math.max(this.view.tilt + dy * TURN, -STEEPEST), STEEPEST)
    this.view = { ...this.view, turn: this.view.turn - dx * TURN, tilt }
  }

  zoomAt(sx, sy, factor) {
    const { k: before, x, y, z } = this.view
    const k = this.zoomed(factor)
    const [across, down] = [sx - this.width / 2, sy - this.height / 2].map(pixels => pixels * (1 / before - 1 / k))
    const [right, up] = this.directions()
    const [dx, dy, dz] = [0, 1, 2].map(axis => across * right[axis] - down * up[axis])
    this.view = { ...this.view, k, x: x + dx, y: y + dy, z: z + dz }
  }

  doubled() {
    return this.home()
  }

  guides() {
    return this.halves.map((half, axis) =>
      [-1.1, 1.1].map(part => this.middle.map((middle, other) => (other === axis ? middle + part * half : middle)))
    )
  }

  path(goal) {
    const start = { ...this.view }
    const round = 2 * Math.PI
    const turn = goal.turn - start.turn - round * Math.round((goal.turn - start.turn) / round)
    const at = t => {
      const part = eased(t)
      const between = name => start[name] + part * (goal[name] - start[name])
      return {
        k: start.k * (goal.k / start.k) ** part,
        x: between("x"),
        y: between("y"),
        z: between("z"),
        turn: start.turn + part * turn,
        tilt: between("tilt"),
      }
    }
    return { took: 1000, at }
  }
}
