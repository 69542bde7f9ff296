// Labels that make room for each other: each stands where it hides no other and few dots, those asked for first before
// the rest.

const FONT = 12
const LONGEST = 30

class Labels {
  constructor(context) {
    this.context = context
    this.widths = new Map()
    this.sides = new Map()
    this.boxes = []
  }

  // A new picture, of which some boxes are taken, and some dots had better be seen.
  begin({ width, height, family, ink, paper }, taken, dots) {
    Object.assign(this, { width, height, family, ink, paper, dots, boxes: taken })
  }

  // Write beside a dot, or above or below it, if there is room; says whether there was. A label stays on its side while
  // the picture moves, unless it hid more dots there.
  write(text, sx, sy, gap, { weight = "500", alpha = 1, overEdge = false, mostHidden = 1 } = {}) {
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 2).trimEnd()}…` : text
    const width = this.widthOf(short, weight)
    const half = FONT / 2 + 2
    const boxes = [
      [sx + gap + width / 2, sy],
      [sx - gap - width / 2, sy],
      [sx, sy - gap - half],
      [sx, sy + gap + half],
    ].map(([x, y]) => [x - width / 2, y - half, x + width / 2, y + half])
    let [best, least] = [null, Infinity]
    boxes.forEach((box, side) => {
      if (!this.isFree(box) || !(overEdge || this.isInside(box))) return
      const hidden = this.hidden(box) - (this.sides.get(text) === side ? 1.5 : 0)
      if (hidden < least && hidden <= mostHidden) [best, least] = [side, hidden]
    })
    if (best === null) return false
    this.sides.set(text, best)
    this.boxes.push(boxes[best])
    this.paint(short, boxes[best][0], boxes[best][3] - half + FONT / 3, alpha)
    return true
  }

  widthOf(text, weight) {
    this.context.font = `${weight} ${FONT}px ${this.family}`
    const key = weight + text
    if (!this.widths.has(key)) this.widths.set(key, this.context.measureText(text).width)
    return this.widths.get(key)
  }

  isFree(box) {
    return this.boxes.every(
      other => box[2] < other[0] - 4 || box[0] > other[2] + 4 || box[3] < other[1] || box[1] > other[3]
    )
  }

  hidden([left, top, right, bottom]) {
    return this.dots.filter(({ x, y }) => x > left && x < right && y > top && y < bottom).length
  }

  isInside(box) {
    return box[0] > 2 && box[2] < this.width - 2 && box[1] > 2 && box[3] < this.height - 2
  }

  paint(text, left, base, alpha) {
    const { context } = this
    context.globalAlpha = alpha
    context.lineJoin = "round"
    context.lineWidth = 3
    context.strokeStyle = this.paper
    context.strokeText(text, left, base)
    context.fillStyle = this.ink
    context.fillText(text, left, base)
    context.globalAlpha = 1
  }
}
