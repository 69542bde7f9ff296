// Where things are on a flat map, how it is moved, and the way from one view to another. A camera answers to:
//   view, home(), near(point)   what is looked at: now, at first, and to see a title from near
//   toScreen(point)             [x, y, size]: pixels, and how much larger than usual things are there
//   drag, zoomAt, doubled       what a hand does
//   path(goal)                  { took, at }: milliseconds, and the view at a part of the way from 0 to 1
//   guides()                    lines in the picture that carry the names of the axes

const ROOM = 0.86 // share of the picture that the whole map takes at first
const LEAST_ZOOM = 0.5
const MOST_ZOOM = 80

class Camera {
  constructor(axes) {
    this.bounds = axes.map(bulk)
    this.middle = this.bounds.map(([low, high]) => (low + high) / 2)
  }

  resize(width, height) {
    Object.assign(this, { width, height })
    this.view ??= this.home()
  }

  get zoom() {
    return this.view.k / this.home().k
  }

  zoomed(factor) {
    const home = this.home().k
    return Math.min(Math.max(this.view.k * factor, home * LEAST_ZOOM), home * MOST_ZOOM)
  }
}

// Lowest and highest value but for a few that lie far out.
function bulk(values) {
  const sorted = Float64Array.from(values).sort()
  return [sorted[Math.floor(sorted.length * 0.002)], sorted[Math.ceil(sorted.length * 0.998) - 1]]
}

function eased(t) {
  return t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2
}

// A view is { k, x, y }: pixels a unit, and the point in the middle.
class FlatCamera extends Camera {
  home() {
    const [width, height] = this.bounds.map(([low, high]) => high - low || 1)
    const [x, y] = this.middle
    return { k: ROOM * Math.min(this.width / width, this.height / height), x, y }
  }

  near([x, y]) {
    return { k: Math.max(this.view.k, this.home().k * 5), x, y }
  }

  toScreen([x, y]) {
    const { k, x: cx, y: cy } = this.view
    return [(x - cx) * k + this.width / 2, (cy - y) * k + this.height / 2, 1]
  }

  drag(dx, dy) {
    const { k, x, y } = this.view
    this.view = { k, x: x - dx / k, y: y + dy / k }
  }

  zoomAt(sx, sy, factor) {
    const { k: before, x, y } = this.view
    const k = this.zoomed(factor)
    const nearer = 1 / before - 1 / k
    this.view = { k, x: x + (sx - this.width / 2) * nearer, y: y - (sy - this.height / 2) * nearer }
  }

  doubled(sx, sy) {
    const before = this.view
    this.zoomAt(sx, sy, 2)
    const goal = this.view
    this.view = before
    return goal
  }

  guides() {
    return []
  }

  // The shortest-looking way between two views: out, across, and in (van Wijk and Nuij, 2003).
  path(goal) {
    const start = { ...this.view }
    const [w0, w1] = [this.width / start.k, this.width / goal.k]
    const [dx, dy] = [goal.x - start.x, goal.y - start.y]
    const d = Math.hypot(dx, dy)
    const rho = 1.4
    const b = (end, sign) => (w1 * w1 - w0 * w0 + sign * rho ** 4 * d * d) / (2 * end * rho ** 2 * d)
    const near = d < w0 * 1e-6
    const [r0, r1] = near ? [0, 0] : [[w0, 1], [w1, -1]].map(([end, sign]) => -Math.asinh(b(end, sign)))
    const length = near ? Math.abs(Math.log(w1 / w0)) / rho : (r1 - r0) / rho
    const at = t => {
      const s = eased(t) * length
      const width = near
        ? w0 * Math.exp(Math.sign(w1 - w0) * rho * s)
        : (w0 * Math.cosh(r0)) / Math.cosh(rho * s + r0)
      const way = near
        ? eased(t)
        : ((w0 / rho ** 2) * (Math.cosh(r0) * Math.tanh(rho * s + r0) - Math.sinh(r0))) / d
      return { k: this.width / width, x: start.x + way * dx, y: start.y + way * dy }
    }
    return { took: Math.min(Math.max(length * 450, 250), 1400), at }
  }
}
