// Where things are: from a title's place to the screen and back, zoom, flight, and which dot lies under the pointer.

class Camera {
  measure() {
    const { x, y } = this.data
    const ends = values => {
      const sorted = Float64Array.from(values).sort()
      return [sorted[Math.floor(sorted.length * 0.002)], sorted[Math.ceil(sorted.length * 0.998) - 1]]
    }
    this.bounds = [ends(x), ends(y)]
    const [[left, right], [bottom, top]] = this.bounds
    this.cell = Math.max(right - left, top - bottom, 1e-9) / 64
    this.cells = new Map()
    x.forEach((_, row) => {
      const key = this.cellOf(x[row], y[row])
      if (!this.cells.has(key)) this.cells.set(key, [])
      this.cells.get(key).push(row)
    })
  }

  cellOf(x, y, dx = 0, dy = 0) {
    return `${Math.floor(x / this.cell) + dx},${Math.floor(y / this.cell) + dy}`
  }

  resize() {
    const { width, height } = this.root.getBoundingClientRect()
    const ratio = window.devicePixelRatio || 1
    const first = !this.width
    if (!width || (this.width === width && this.height === height && this.ratio === ratio)) return
    Object.assign(this, { width, height, ratio })
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    if (first && this.data) {
      this.view = this.home()
      if (this.rowOf.has(this.chosen)) this.flyTo(...this.placeOf(this.chosen))
    }
    this.ask()
  }

  home() {
    const [[left, right], [bottom, top]] = this.bounds
    const room = 0.86
    const k = Math.min((this.width * room) / (right - left || 1), (this.height * room) / (top - bottom || 1))
    return { k, x: (left + right) / 2, y: (bottom + top) / 2 }
  }

  get zoom() {
    return this.view.k / this.home().k
  }

  toScreen(x, y) {
    const { k, x: cx, y: cy } = this.view
    return [(x - cx) * k + this.width / 2, (cy - y) * k + this.height / 2]
  }

  toWorld(sx, sy) {
    const { k, x, y } = this.view
    return [(sx - this.width / 2) / k + x, y - (sy - this.height / 2) / k]
  }

  placeOf(id) {
    const row = this.rowOf.get(id)
    return [this.data.x[row], this.data.y[row]]
  }

  zoomAt(sx, sy, factor) {
    const home = this.home().k
    const k = Math.min(Math.max(this.view.k * factor, home * 0.5), home * 80)
    const [wx, wy] = this.toWorld(sx, sy)
    this.view = { k, x: wx - (sx - this.width / 2) / k, y: wy + (sy - this.height / 2) / k }
    this.ask()
  }

  flyTo(x, y) {
    this.fly({ k: Math.max(this.view.k, this.home().k * 5), x, y })
  }

  // The shortest-looking way between two views: out, across, and in (van Wijk and Nuij, 2003).
  fly(goal) {
    cancelAnimationFrame(this.flight)
    if (!this.width || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.view = goal
      this.ask()
      return
    }
    const start = { ...this.view }
    const [w0, w1] = [this.width / start.k, this.width / goal.k]
    const [dx, dy] = [goal.x - start.x, goal.y - start.y]
    const d = Math.hypot(dx, dy)
    const rho = 1.4
    const b = (end, sign) => (w1 * w1 - w0 * w0 + sign * rho ** 4 * d * d) / (2 * end * rho ** 2 * d)
    const near = d < w0 * 1e-6
    const [r0, r1] = near ? [0, 0] : [[w0, 1], [w1, -1]].map(([end, sign]) => -Math.asinh(b(end, sign)))
    const length = near ? Math.abs(Math.log(w1 / w0)) / rho : (r1 - r0) / rho
    const took = Math.min(Math.max(length * 450, 250), 1400)
    const began = performance.now()
    const step = now => {
      const t = Math.min((now - began) / took, 1)
      const eased = t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2
      const s = eased * length
      const width = near
        ? w0 * Math.exp(Math.sign(w1 - w0) * rho * s)
        : (w0 * Math.cosh(r0)) / Math.cosh(rho * s + r0)
      const way = near
        ? eased
        : ((w0 / rho ** 2) * (Math.cosh(r0) * Math.tanh(rho * s + r0) - Math.sinh(r0))) / d
      this.view = t === 1 ? goal : { k: this.width / width, x: start.x + way * dx, y: start.y + way * dy }
      this.ask()
      if (t < 1) this.flight = requestAnimationFrame(step)
    }
    this.flight = requestAnimationFrame(step)
  }

  pick(sx, sy) {
    const { x, y } = this.data
    const [wx, wy] = this.toWorld(sx, sy)
    const reach = Math.min(Math.ceil(16 / this.view.k / this.cell), 6)
    let [best, nearest] = [null, Infinity]
    for (let dx = -reach; dx <= reach; dx++) {
      for (let dy = -reach; dy <= reach; dy++) {
        for (const row of this.cells.get(this.cellOf(wx, wy, dx, dy)) ?? []) {
          const [px, py] = this.toScreen(x[row], y[row])
          const far = Math.hypot(px - sx, py - sy) - this.radius(row)
          if (far < nearest && far < 8 && !this.isDim(row)) [best, nearest] = [row, far]
        }
      }
    }
    return best
  }
}
