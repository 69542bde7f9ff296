// What is seen: dots, lines, labels, legend and axes. Where it is seen the camera says.

const LANDMARKS = 100 // best known titles of those in the picture, whose dots labels avoid
const RIMMED = 400 // best known titles, whose dots have a rim
const ME = "You"
const STRONG = { weight: "700", overEdge: true, mostHidden: Infinity } // a label that is always there

class Drawing {
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

  // Few titles get larger dots than many, and the best known the largest.
  radius(row, size = 1) {
    const n = this.data.ids.length
    const fame = ((n - row) / n) ** 3
    const usual = 1.5 + 3 * Math.min(1, 100 / n) ** 0.5 + 4 * fame
    return size * usual * Math.min(Math.max(this.camera.zoom, 1) ** 0.3, 2.6)
  }

  // What is far away, and therefore small, is pale too.
  fade(size) {
    return Math.min(1, size ** 1.5)
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
    this.spots = this.inView()
    this.drawGuides()
    this.drawDots()
    this.drawLines()
    this.drawLabels()
    this.drawShape()
  }

  point(row) {
    return this.data.places.map(axis => axis[row])
  }

  spot(row) {
    const [x, y, size] = this.camera.toScreen(this.point(row))
    return { row, x, y, size }
  }

  // Titles within the picture, the best known first.
  inView() {
    const seen = []
    for (let row = 0; row < this.data.ids.length; row++) {
      const spot = this.spot(row)
      const { x, y } = spot
      if (x > -20 && y > -20 && x < this.width + 20 && y < this.height + 20) seen.push(spot)
    }
    return seen
  }

  isDim(row) {
    if (this.only !== null && this.paint[row] !== this.only) return true
    return this.selected.size > 0 && !this.selected.has(this.data.ids[row])
  }

  drawGuides() {
    const { context } = this
    context.strokeStyle = this.faint
    context.lineWidth = 1
    context.globalAlpha = 0.6
    for (const [low, high] of this.camera.guides()) {
      context.beginPath()
      context.moveTo(...this.camera.toScreen(low).slice(0, 2))
      context.lineTo(...this.camera.toScreen(high).slice(0, 2))
      context.stroke()
    }
    context.globalAlpha = 1
  }

  // Near dots over far ones, and among those as near the best known over the rest.
  drawDots() {
    const { context } = this
    context.strokeStyle = this.paper
    context.lineWidth = 0.8
    for (const { row, x, y, size } of [...this.spots].reverse().sort((a, b) => a.size - b.size)) {
      const rimmed = row < RIMMED
      context.globalAlpha = this.isDim(row) ? 0.1 : this.fade(size) * (rimmed ? 0.9 : 0.75)
      context.fillStyle = this.paint[row] < 0 ? this.faint : this.palette[this.paint[row] % this.palette.length]
      context.beginPath()
      context.arc(x, y, this.radius(row, size), 0, 2 * Math.PI)
      context.fill()
      if (rimmed) context.stroke()
    }
    context.globalAlpha = 1
  }

  drawLines() {
    const { context, marks } = this
    const row = this.rowOf.get(this.chosen)
    if (row !== undefined) {
      const { x, y, size } = this.spot(row)
      context.strokeStyle = this.ink
      context.lineWidth = 1.2
      context.globalAlpha = 0.55
      for (const near of this.nearRows()) {
        const end = this.spot(near)
        context.beginPath()
        context.moveTo(x, y)
        context.lineTo(end.x, end.y)
        context.stroke()
      }
      context.globalAlpha = 1
      context.lineWidth = 2.5
      context.beginPath()
      context.arc(x, y, this.radius(row, size) + 4, 0, 2 * Math.PI)
      context.stroke()
    }
    if (marks.me) this.drawStar(...this.camera.toScreen(marks.me))
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

  // The chosen title and its nearest, then the best known; zooming in spreads the dots and raises the number allowed.
  drawLabels() {
    const { data, labels, marks } = this
    labels.begin(this, this.controls(), this.spots.slice(0, LANDMARKS))
    if (marks.me) {
      const [sx, sy] = this.camera.toScreen(marks.me)
      labels.write(ME, sx, sy, 13, STRONG)
    }
    const chosen = this.rowOf.get(this.chosen)
    const first = chosen === undefined ? [] : [chosen, ...this.nearRows()]
    for (const spot of first.map(row => this.spot(row))) {
      this.writeTitle(spot, spot.row === chosen ? STRONG : { mostHidden: Infinity })
    }
    this.writeAxes()
    const n = data.ids.length
    let room = Math.min(150, Math.max(15_000 / n, (this.width / 30) * Math.max(this.camera.zoom, 0.6) ** 0.8))
    const candidates = this.spots.filter(
      ({ row, size }) => this.fade(size) > 0.3 && !first.includes(row) && !this.isDim(row)
    )
    for (const spot of candidates.slice(0, 1500)) {
      if (room < 1) break
      if (this.writeTitle(spot, { alpha: 0.3 + 0.7 * this.fade(spot.size) })) room--
    }
  }

  writeTitle({ row, x, y, size }, style) {
    return this.labels.write(this.data.titles[row], x, y, this.radius(row, size) + 3, style)
  }

  writeAxes() {
    this.camera.guides().forEach((ends, axis) => {
      ends.forEach((point, end) => {
        const [sx, sy] = this.camera.toScreen(point)
        const names = this.data.axes[axis]
        this.labels.write(end ? names.high : names.low, sx, sy, 4, { weight: "italic 600", alpha: 0.7 })
      })
    })
  }

  // Where buttons and names lie on the map, so that no label hides below them.
  controls() {
    const here = this.root.getBoundingClientRect()
    return [...this.root.querySelectorAll(".tools, .legend > *, .axis:not([hidden]) span")].map(element => {
      const box = element.getBoundingClientRect()
      return [box.left - here.left, box.top - here.top, box.right - here.left, box.bottom - here.top]
    })
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

  // Names at the edges, where the axes are no lines within the picture; the one that goes up ends below the legend.
  drawEdges() {
    const legend = this.root.querySelector(".legend")
    this.root.querySelector(".axis.up").style.top = `${legend.offsetTop + legend.offsetHeight + 6}px`
    const axes = this.camera.guides().length ? [] : this.data.axes
    for (const [place, name] of [[0, "across"], [1, "up"]]) {
      const element = this.root.querySelector(`.axis.${name}`)
      const axis = axes[place]
      element.hidden = !axis
      if (!axis) continue
      element.querySelector(".low").textContent = `← ${axis.low}`
      element.querySelector(".high").textContent = `${axis.high} →`
    }
  }
}
