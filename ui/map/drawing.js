// What is seen: dots, lines, labels that make room for each other, legend and axes.

const LABEL_FONT = 12
const TOP = 400 // titles drawn one by one, the best known last, so that they lie on top
const ME = "You"

class Drawing extends Camera {
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

  radius(row) {
    return (1.5 + 4.5 * this.data.weight[row]) * Math.min(Math.max(this.zoom, 1) ** 0.3, 2.6)
  }

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
    const { context, data, marks } = this
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
    if (marks.me) this.drawStar(...this.toScreen(...marks.me))
  }

  nearRows() {
    return this.marks.near.map(id => this.rowOf.get(id)).filter(row => row !== undefined)
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
    const { data, marks } = this
    this.placed = this.controls()
    const controls = this.placed.length
    if (marks.me) this.label(ME, ...this.toScreen(...marks.me), 13, true)
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
}
