// A map of titles on a canvas: pan, zoom, labels that make room for each other, flight to a title, lasso and box.
// Python gives the data and what is chosen; this file gives back what somebody clicked or drew around.

const LABEL_FONT = 12
const TOP = 400 // titles drawn one by one, the best known last, so that they lie on top
const ME = "You"
const atlases = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let atlas = atlases.get(parentElement)
  if (!atlas) {
    atlas = new Atlas(parentElement)
    atlases.set(parentElement, atlas)
  }
  atlas.tell = setTriggerValue
  atlas.update(data)
  return () => {
    atlas.close()
    atlases.delete(parentElement)
  }
}

class Atlas {
  constructor(root) {
    this.root = root.querySelector(".atlas")
    this.canvas = this.root.querySelector("canvas")
    this.context = this.canvas.getContext("2d")
    this.tip = this.root.querySelector(".tip")
    this.view = { k: 1, x: 0, y: 0 } // pixels a unit, and the world point in the middle
    this.tool = "pan"
    this.only = null
    this.selected = new Set()
    this.pointers = new Map()
    this.widths = new Map()
    this.listen()
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(this.root)
  }

  close() {
    this.observer.disconnect()
    cancelAnimationFrame(this.frame)
  }

  update(data) {
    const moved = !this.data || data.version !== this.data.version
    const arrived = data.chosen !== null && data.chosen !== this.chosen
    this.data = data
    this.chosen = data.chosen
    this.rowOf = new Map(data.ids.map((id, row) => [id, row]))
    this.selected = new Set(data.selected)
    this.canvas.setAttribute("aria-label", data.alt)
    this.root.querySelector("[data-act=me]").hidden = !data.me
    this.dress()
    if (moved) {
      this.measure()
      this.resize()
      this.view = this.home()
      this.only = null
    }
    this.drawLegend()
    this.drawAxes()
    if (arrived && this.rowOf.has(data.chosen)) this.flyTo(...this.placeOf(data.chosen))
    this.ask()
  }

  // Colours and fonts of the theme, read again whenever it may have changed.
  dress() {
    const style = getComputedStyle(this.root)
    const value = name => style.getPropertyValue(name).trim()
    const list = name => value(name).split(",").map(colour => colour.trim())
    this.ink = value("--st-text-color")
    this.paper = value("--st-background-color")
    this.accent = value("--st-primary-color")
    this.family = value("--st-font") || "sans-serif"
    this.faint = value("--st-gray-color")
    const { colour } = this.data
    this.palette =
      colour.kind === "categories"
        ? list("--st-chart-categorical-colors")
        : list(colour.kind === "diverging" ? "--st-chart-diverging-colors" : "--st-chart-sequential-colors")
    const last = this.palette.length - 1
    this.paint = colour.of.map(part =>
      colour.kind === "categories" ? part : part === null ? -1 : Math.round(part * last)
    )
  }

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

  radius(row) {
    return (1.5 + 4.5 * this.data.weight[row]) * Math.min(Math.max(this.zoom, 1) ** 0.3, 2.6)
  }

  // ---- drawing

  ask() {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = null
      if (this.data && this.width) this.draw()
    })
  }

  draw() {
    const { context, ratio } = this
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, this.width, this.height)
    const seen = this.inView()
    this.drawDots(seen)
    this.drawLines()
    this.drawLabels(seen)
    this.drawShape()
  }

  inView() {
    const { x, y } = this.data
    const seen = []
    for (let row = 0; row < x.length; row++) {
      const [sx, sy] = this.toScreen(x[row], y[row])
      if (sx > -20 && sy > -20 && sx < this.width + 20 && sy < this.height + 20) seen.push([row, sx, sy])
    }
    return seen
  }

  isDim(row) {
    if (this.only !== null && this.paint[row] !== this.only) return true
    return this.selected.size > 0 && !this.selected.has(this.data.ids[row])
  }

  drawDots(seen) {
    const { context } = this
    const paths = new Map()
    const colourOf = row => (this.paint[row] < 0 ? this.faint : this.palette[this.paint[row] % this.palette.length])
    const full = 2 * Math.PI
    for (const [row, sx, sy] of seen) {
      if (row < TOP) continue
      const key = `${this.isDim(row) ? 0 : 1}${colourOf(row)}`
      if (!paths.has(key)) paths.set(key, new Path2D())
      const path = paths.get(key)
      const r = this.radius(row)
      path.moveTo(sx + r, sy)
      path.arc(sx, sy, r, 0, full)
    }
    for (const [key, path] of paths) {
      context.globalAlpha = key[0] === "1" ? 0.75 : 0.1
      context.fillStyle = key.slice(1)
      context.fill(path)
    }
    context.strokeStyle = this.paper
    context.lineWidth = 0.8
    for (let place = seen.length - 1; place >= 0; place--) {
      const [row, sx, sy] = seen[place]
      if (row >= TOP) continue
      context.globalAlpha = this.isDim(row) ? 0.12 : 0.9
      context.fillStyle = colourOf(row)
      context.beginPath()
      context.arc(sx, sy, this.radius(row), 0, full)
      context.fill()
      context.stroke()
    }
    context.globalAlpha = 1
  }

  drawLines() {
    const { context, data } = this
    const row = this.rowOf.get(this.chosen)
    if (row !== undefined) {
      const [sx, sy] = this.toScreen(data.x[row], data.y[row])
      context.strokeStyle = this.ink
      context.lineWidth = 1.2
      context.globalAlpha = 0.55
      for (const near of this.nearRows()) {
        context.beginPath()
        context.moveTo(sx, sy)
        context.lineTo(...this.toScreen(data.x[near], data.y[near]))
        context.stroke()
      }
      context.globalAlpha = 1
      context.lineWidth = 2.5
      context.beginPath()
      context.arc(sx, sy, this.radius(row) + 4, 0, 2 * Math.PI)
      context.stroke()
    }
    if (data.me) this.drawStar(...this.toScreen(...data.me))
  }

  nearRows() {
    return this.data.near.map(id => this.rowOf.get(id)).filter(row => row !== undefined)
  }

  drawStar(sx, sy) {
    const { context } = this
    context.beginPath()
    for (let point = 0; point < 10; point++) {
      const reach = point % 2 ? 5 : 12
      const angle = (point * Math.PI) / 5 - Math.PI / 2
      context.lineTo(sx + reach * Math.cos(angle), sy + reach * Math.sin(angle))
    }
    context.closePath()
    context.fillStyle = this.accent
    context.strokeStyle = this.paper
    context.lineWidth = 2
    context.stroke()
    context.fill()
  }

  // Titles in order of fame, each where it hides no other; zooming in spreads the dots and raises the number allowed.
  drawLabels(seen) {
    const { data } = this
    this.placed = this.controls()
    const controls = this.placed.length
    if (data.me) this.label(ME, ...this.toScreen(...data.me), 13, true)
    const chosen = this.rowOf.get(this.chosen)
    const first = chosen === undefined ? [] : [chosen, ...this.nearRows()]
    for (const row of first) {
      const [sx, sy] = this.toScreen(data.x[row], data.y[row])
      this.label(data.titles[row], sx, sy, this.radius(row) + 3, row === chosen)
    }
    const most = controls + first.length + Math.min(150, (this.width / 30) * Math.max(this.zoom, 0.6) ** 0.8)
    let tries = 0
    for (const [row, sx, sy] of seen) {
      if (this.placed.length >= most || ++tries > 1500) break
      if (first.includes(row) || this.isDim(row)) continue
      this.label(data.titles[row], sx, sy, this.radius(row) + 3, false)
    }
  }

  // Where buttons lie on the map, so that no label hides below them.
  controls() {
    const here = this.root.getBoundingClientRect()
    return [...this.root.querySelectorAll(".tools, .legend > *")].map(element => {
      const box = element.getBoundingClientRect()
      return [box.left - here.left, box.top - here.top, box.right - here.left, box.bottom - here.top]
    })
  }

  label(text, sx, sy, gap, strong) {
    const { context } = this
    const short = text.length > 30 ? `${text.slice(0, 28).trimEnd()}…` : text
    const font = `${strong ? 700 : 500} ${LABEL_FONT}px ${this.family}`
    context.font = font
    const key = `${strong}${short}`
    if (!this.widths.has(key)) this.widths.set(key, context.measureText(short).width)
    const width = this.widths.get(key)
    const height = LABEL_FONT + 4
    for (const left of [sx + gap, sx - gap - width]) {
      const box = [left, sy - height / 2, left + width, sy + height / 2]
      const free = this.placed.every(
        other => box[2] < other[0] - 4 || box[0] > other[2] + 4 || box[3] < other[1] || box[1] > other[3]
      )
      const inside = box[0] > 2 && box[2] < this.width - 2 && box[1] > 2 && box[3] < this.height - 2
      if (!free || (!inside && !strong)) continue
      this.placed.push(box)
      context.lineJoin = "round"
      context.lineWidth = 3
      context.strokeStyle = this.paper
      context.strokeText(short, left, sy + LABEL_FONT / 3)
      context.fillStyle = this.ink
      context.fillText(short, left, sy + LABEL_FONT / 3)
      return
    }
  }

  drawShape() {
    if (!this.shape || this.shape.length < 2) return
    const { context } = this
    context.beginPath()
    for (const point of this.outline()) context.lineTo(...point)
    context.closePath()
    context.globalAlpha = 0.15
    context.fillStyle = this.accent
    context.fill()
    context.globalAlpha = 1
    context.strokeStyle = this.accent
    context.lineWidth = 1.5
    context.stroke()
  }

  outline() {
    if (this.shapeKind === "lasso") return this.shape
    const [[left, top]] = this.shape
    const [right, bottom] = this.shape[this.shape.length - 1]
    return [[left, top], [right, top], [right, bottom], [left, bottom]]
  }

  drawLegend() {
    const legend = this.root.querySelector(".legend")
    const { colour } = this.data
    legend.replaceChildren()
    if (colour.kind === "categories") {
      colour.names.forEach((name, part) => {
        const button = document.createElement("button")
        const dot = document.createElement("i")
        dot.style.background = this.palette[part % this.palette.length]
        button.type = "button"
        button.title = `Show only: ${name}`
        button.setAttribute("aria-pressed", String(this.only === part))
        button.append(dot, name)
        button.onclick = () => {
          this.only = this.only === part ? null : part
          this.drawLegend()
          this.ask()
        }
        legend.append(button)
      })
      return
    }
    const ramp = document.createElement("div")
    ramp.className = "ramp"
    ramp.style.background = `linear-gradient(90deg, ${this.palette.join(", ")})`
    const texts = [`${colour.label}: ${colour.low}`, colour.high].map(text => {
      const span = document.createElement("span")
      span.textContent = text
      return span
    })
    legend.append(texts[0], ramp, texts[1])
  }

  drawAxes() {
    for (const [place, name] of [[0, "across"], [1, "up"]]) {
      const element = this.root.querySelector(`.axis.${name}`)
      const axis = this.data.axes[place]
      element.hidden = !axis
      if (!axis) continue
      element.querySelector(".low").textContent = axis.low
      element.querySelector(".high").textContent = axis.high
    }
  }

  // ---- moving

  zoomAt(sx, sy, factor) {
    const home = this.home().k
    const k = Math.min(Math.max(this.view.k * factor, home * 0.5), home * 80)
    const [wx, wy] = this.toWorld(sx, sy)
    this.view = { k, x: wx - (sx - this.width / 2) / k, y: wy + (sy - this.height / 2) / k }
    this.ask()
  }

  placeOf(id) {
    const row = this.rowOf.get(id)
    return [this.data.x[row], this.data.y[row]]
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

  // ---- listening

  listen() {
    const { canvas } = this
    canvas.onpointerdown = event => this.down(event)
    canvas.onpointermove = event => this.move(event)
    canvas.onpointerup = canvas.onpointercancel = event => this.up(event)
    canvas.onpointerleave = () => this.hover(null)
    canvas.onwheel = event => {
      event.preventDefault()
      cancelAnimationFrame(this.flight)
      this.zoomAt(...this.at(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)))
    }
    canvas.ondblclick = event => this.zoomAt(...this.at(event), 2)
    canvas.onkeydown = event => this.key(event)
    for (const button of this.root.querySelectorAll(".tools button")) {
      button.onclick = () => this.act(button.dataset.act)
    }
  }

  act(act) {
    const middle = [this.width / 2, this.height / 2]
    if (act === "in") this.zoomAt(...middle, 1.6)
    else if (act === "out") this.zoomAt(...middle, 1 / 1.6)
    else if (act === "home") this.fly(this.home())
    else if (act === "me") this.flyTo(...this.data.me)
    else this.take(this.tool === act ? "pan" : act)
  }

  take(tool) {
    this.tool = tool
    this.canvas.classList.toggle("draw", tool !== "pan")
    for (const name of ["lasso", "box"]) {
      this.root.querySelector(`[data-act=${name}]`).setAttribute("aria-pressed", String(tool === name))
    }
  }

  key(event) {
    const step = 60 / this.view.k
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }
    if (moves[event.key]) {
      this.view = { k: this.view.k, x: this.view.x + moves[event.key][0], y: this.view.y + moves[event.key][1] }
      this.ask()
    } else if (event.key === "+" || event.key === "=") this.act("in")
    else if (event.key === "-") this.act("out")
    else if (event.key === "0") this.act("home")
    else if (event.key === "Escape" && this.selected.size) this.tell("drawn", [])
    else return
    event.preventDefault()
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  down(event) {
    cancelAnimationFrame(this.flight)
    this.canvas.setPointerCapture(event.pointerId)
    this.pointers.set(event.pointerId, this.at(event))
    this.travelled = 0
    if (this.pointers.size === 1 && (this.tool !== "pan" || event.shiftKey)) {
      this.shapeKind = this.tool === "pan" ? "lasso" : this.tool
      this.shape = [this.at(event)]
    } else {
      this.shape = null
      this.canvas.classList.add("drag")
    }
  }

  move(event) {
    const now = this.at(event)
    const before = this.pointers.get(event.pointerId)
    if (!before) return this.hover(now)
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]]
    this.travelled += Math.hypot(dx, dy)
    if (this.shape) {
      this.shape.push(now)
    } else if (this.pointers.size === 1) {
      this.view = { ...this.view, x: this.view.x - dx / this.view.k, y: this.view.y + dy / this.view.k }
    } else {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point)
      const spread = point => Math.hypot(point[0] - other[0], point[1] - other[1])
      this.zoomAt(...other, spread(now) / Math.max(spread(before), 1))
    }
    this.pointers.set(event.pointerId, now)
    this.ask()
  }

  up(event) {
    const point = this.at(event)
    this.pointers.delete(event.pointerId)
    this.canvas.classList.remove("drag")
    if (this.shape) {
      if (this.travelled > 8) this.finishShape()
      this.shape = null
      this.ask()
    } else if (this.travelled < 5 && event.type === "pointerup") {
      const row = this.pick(...point)
      if (row !== null) this.choose(row)
    }
  }

  choose(row) {
    this.chosen = this.data.ids[row]
    this.data.near = []
    this.ask()
    this.tell("chosen", this.chosen)
  }

  finishShape() {
    const outline = this.outline()
    const { x, y, ids } = this.data
    const found = ids.filter((_, row) => isInside(...this.toScreen(x[row], y[row]), outline))
    this.selected = new Set(found)
    this.take("pan")
    this.tell("drawn", found)
  }

  hover(point) {
    const row = point ? this.pick(...point) : null
    this.canvas.classList.toggle("over", row !== null)
    this.tip.hidden = row === null
    if (row === null) return
    const name = document.createElement("b")
    name.textContent = this.data.titles[row]
    this.tip.replaceChildren(name, this.data.facts[row])
    const left = point[0] > this.width - 290 ? point[0] - 275 : point[0] + 14
    this.tip.style.left = `${left}px`
    this.tip.style.top = `${Math.min(point[1] + 14, this.height - 80)}px`
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

function isInside(x, y, outline) {
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [outline[i], outline[j]]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}
