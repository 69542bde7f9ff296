// A map of titles on a canvas: moved, zoomed and turned, with flight to a title, lasso and box. This file listens and
// answers. Python gives the data and what is chosen; it gets back what somebody clicked or drew around.

const CAMERAS = { 2: FlatCamera, 3: OrbitCamera } // by the number of axes
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

class Atlas extends Drawing {
  constructor(root) {
    super()
    this.root = root.querySelector(".atlas")
    this.canvas = this.root.querySelector("canvas")
    this.context = this.canvas.getContext("2d")
    this.tip = this.root.querySelector(".tip")
    this.labels = new Labels(this.context)
    this.tool = "pan"
    this.only = this.chosen = this.flown = null
    this.spots = []
    this.selected = new Set()
    this.marks = { chosen: null, near: [], selected: [], me: null }
    globalThis.animeAtlas = this
    this.pointers = new Map()
    this.listen()
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(this.root)
  }

  close() {
    this.observer.disconnect()
    cancelAnimationFrame(this.frame)
    cancelAnimationFrame(this.flight)
    if (globalThis.animeAtlas === this) globalThis.animeAtlas = null
  }

  update(data) {
    const moved = !this.data || data.version !== this.data.version
    this.data = data
    this.rowOf = new Map(data.ids.map((id, row) => [id, row]))
    this.canvas.setAttribute("aria-label", data.alt)
    this.dress()
    if (moved) {
      this.camera = new CAMERAS[data.places.length](data.places)
      if (this.width) this.camera.resize(this.width, this.height)
      this.resize()
      this.only = this.flown = null
    }
    this.drawLegend()
    this.drawEdges()
    this.ask()
    if (globalThis.animeAtlasMarks) this.mark(globalThis.animeAtlasMarks.data)
  }

  mark(marks) {
    this.marks = marks
    this.chosen = marks.chosen
    this.selected = new Set(marks.selected)
    this.root.querySelector("[data-act=me]").hidden = !marks.me
    if (marks.chosen !== this.flown) this.flyToChosen()
    if (this.rowOf.has(marks.chosen) || marks.chosen === null) this.flown = marks.chosen
    this.ask()
  }

  listen() {
    const { canvas } = this
    canvas.onpointerdown = event => this.down(event)
    canvas.onpointermove = event => this.move(event)
    canvas.onpointerup = canvas.onpointercancel = event => this.up(event)
    canvas.onpointerleave = () => this.hover(null)
    canvas.onwheel = event => {
      event.preventDefault()
      this.zoomAt(...this.at(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)))
    }
    canvas.ondblclick = event => {
      if (this.pick(...this.at(event)) === null) this.fly(this.camera.doubled(...this.at(event)))
    }
    canvas.onkeydown = event => this.key(event)
    for (const button of this.root.querySelectorAll(".tools button")) {
      button.onclick = () => this.act(button.dataset.act)
    }
  }

  resize() {
    const { width, height } = this.root.getBoundingClientRect()
    const ratio = window.devicePixelRatio || 1
    if (!width || (this.width === width && this.height === height && this.ratio === ratio)) return
    const first = !this.width
    Object.assign(this, { width, height, ratio })
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    this.camera.resize(width, height)
    this.drawEdges()
    if (first) this.flyToChosen()
    this.ask()
  }

  act(act) {
    const middle = [this.width / 2, this.height / 2]
    if (act === "in") this.zoomAt(...middle, 1.6)
    else if (act === "out") this.zoomAt(...middle, 1 / 1.6)
    else if (act === "home") this.fly(this.camera.home())
    else if (act === "me") this.fly(this.camera.near(this.marks.me))
    else this.take(this.tool === act ? "pan" : act)
  }

  take(tool) {
    this.tool = tool
    if (tool !== "pan") this.tellDrawing()
    this.canvas.classList.toggle("draw", tool !== "pan")
    for (const name of ["lasso", "box"]) {
      this.root.querySelector(`[data-act=${name}]`).setAttribute("aria-pressed", String(tool === name))
    }
  }

  key(event) {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }
    if (moves[event.key]) {
      cancelAnimationFrame(this.flight)
      this.camera.drag(...moves[event.key])
      this.ask()
    } else if (event.key === "+" || event.key === "=") this.act("in")
    else if (event.key === "-") this.act("out")
    else if (event.key === "0") this.act("home")
    else if (event.key === "Escape" && this.selected.size) this.tellDrawn([])
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
      this.tellDrawing()
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
      this.camera.drag(dx, dy)
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
    this.chosen = this.flown = this.data.ids[row]
    this.marks = { ...this.marks, near: [] }
    this.ask()
    this.tell("chosen", this.chosen)
  }

  zoomAt(sx, sy, factor) {
    cancelAnimationFrame(this.flight)
    this.camera.zoomAt(sx, sy, factor)
    this.ask()
  }

  flyToChosen() {
    if (this.width && this.rowOf.has(this.chosen)) {
      this.fly(this.camera.near(this.point(this.rowOf.get(this.chosen))))
    }
  }

  fly(goal) {
    cancelAnimationFrame(this.flight)
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    const { took, at } = this.camera.path(goal)
    const began = performance.now()
    const step = now => {
      const part = still ? 1 : Math.min(Math.max((now - began) / took, 0), 1)
      this.camera.view = part === 1 ? goal : at(part)
      this.ask()
      if (part < 1) this.flight = requestAnimationFrame(step)
    }
    step(began)
  }

  // The dot under the pointer, or none.
  pick(sx, sy) {
    let [best, nearest] = [null, 8]
    for (const { row, x, y, size } of this.spots) {
      const far = Math.hypot(x - sx, y - sy) - this.radius(row, size)
      if (far < nearest && !this.isDim(row)) [best, nearest] = [row, far]
    }
    return best
  }

  finishShape() {
    const outline = this.outline()
    const found = this.spots.filter(({ x, y }) => isInside(x, y, outline)).map(({ row }) => this.data.ids[row])
    this.selected = new Set(found)
    this.take("pan")
    this.tellDrawn(found)
  }

  tellDrawn(ids) {
    globalThis.animeAtlasMarks?.setTriggerValue("drawn", ids)
  }

  // While somebody draws there is time to load what the table will need.
  tellDrawing() {
    const marks = globalThis.animeAtlasMarks
    if (marks?.data.tell_drawing) marks.setTriggerValue("drawing", true)
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
}

function isInside(x, y, outline) {
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [outline[i], outline[j]]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}
