// @ts-check
// Labels that make room for each other: each stands where it hides no other and few dots, those asked for first before
// the rest.

/** @import { Theme } from "./theme.js" */

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/**
 * `overEdge` says whether the label may reach out of the picture, `mostHidden` how many dots it may cover.
 * @typedef {{ weight?: string, alpha?: number, overEdge?: boolean, mostHidden?: number }} Style
 */

/** @typedef {{ x: number, y: number, radius: number }} Dot */

/**
 * @typedef {object} Sheet A picture to write on.
 * @property {number} width
 * @property {number} height
 * @property {Theme} theme
 * @property {Box[]} taken where no label may stand
 * @property {Dot[]} dots what had better be seen
 */

const FONT = 12
const LONGEST = 30
const SHIFTS = [0, -18, 18, -36, 36] // pixels by which what is written on a point may give way to dots

export class Labels {
  /** @type {Map<string, number>} */
  widths = new Map()
  /** @type {Map<string, number>} The side of its dot on which each label stood last. */
  sides = new Map()
  /** @type {Box[]} */
  boxes = []

  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context
    /** @type {Sheet | null} */
    this.sheet = null
  }

  /**
   * Begin a new picture.
   * @param {Sheet} sheet
   */
  begin(sheet) {
    this.sheet = sheet
    this.boxes = [...sheet.taken]
  }

  /** Boxes of the labels written so far. */
  get written() {
    return this.boxes.slice(this.sheet?.taken.length)
  }

  /**
   * Write beside a dot, or above or below it, if there is room; says whether there was. A label stays on its side while
   * the picture moves, unless it hid a dot there.
   * @param {string} text
   * @param {number} sx
   * @param {number} sy
   * @param {number} gap
   * @param {Style} [style]
   */
  write(text, sx, sy, gap, { weight = "500", alpha = 1, overEdge = false, mostHidden = 0 } = {}) {
    if (!this.sheet) throw new TypeError("begin a picture before writing on it")
    const short = shortened(text)
    const width = this.widthOf(short, weight, this.sheet.theme.family)
    const boxes = boxesAround(sx, sy, gap, width)
    let [best, least] = [-1, Infinity]
    for (const [side, box] of boxes.entries()) {
      if (!this.isFree(box) || !(overEdge || isInside(box, this.sheet))) continue
      const hidden = hiddenBy(box, this.sheet.dots) - (this.sides.get(text) === side ? 0.5 : 0)
      if (hidden < least && hidden <= mostHidden) [best, least] = [side, hidden]
    }
    if (best < 0) return false
    this.sides.set(text, best)
    this.boxes.push(boxes[best])
    this.paint(short, boxes[best], this.sheet.theme, alpha)
    return true
  }

  /**
   * Write on a point or a little above or below it, where least is hidden, if there is room within the picture.
   * @param {string} text
   * @param {number} sx
   * @param {number} sy
   * @param {Style} [style]
   */
  writeAt(text, sx, sy, { weight = "500", alpha = 1 } = {}) {
    if (!this.sheet) throw new TypeError("begin a picture before writing on it")
    const half = this.widthOf(text, weight, this.sheet.theme.family) / 2
    const { dots } = this.sheet
    const [box] = SHIFTS.map(shift => /** @type {Box} */ ([sx - half, sy + shift - 8, sx + half, sy + shift + 8]))
      .filter(box => this.isFree(box) && this.sheet && isInside(box, this.sheet))
      .sort((one, other) => hiddenBy(one, dots) - hiddenBy(other, dots))
    if (!box) return
    this.boxes.push(box)
    this.paint(text, box, this.sheet.theme, alpha)
  }

  /**
   * @param {string} text
   * @param {string} weight
   * @param {string} family
   */
  widthOf(text, weight, family) {
    this.context.font = `${weight} ${FONT}px ${family}`
    const key = weight + text
    const known = this.widths.get(key) ?? this.context.measureText(text).width
    this.widths.set(key, known)
    return known
  }

  /** @param {Box} box */
  isFree(box) {
    return this.boxes.every(
      other => box[2] < other[0] - 4 || box[0] > other[2] + 4 || box[3] < other[1] || box[1] > other[3]
    )
  }

  /**
   * @param {string} text
   * @param {Box} box
   * @param {Theme} theme
   * @param {number} alpha
   */
  paint(text, [left, top, , bottom], { ink, paper }, alpha) {
    const { context } = this
    const base = (top + bottom) / 2 + FONT / 3
    context.globalAlpha = alpha
    context.lineJoin = "round"
    context.lineWidth = 3
    context.strokeStyle = paper
    context.strokeText(text, left, base)
    context.fillStyle = ink
    context.fillText(text, left, base)
    context.globalAlpha = 1
  }
}

/**
 * A title cut at a word where it is too long; a short last word, as of a sequel, stays.
 * @param {string} title
 */
export function shortened(title) {
  if (title.length <= LONGEST) return title
  const last = ` ${title.split(" ").at(-1)}`
  const end = last.length <= LONGEST / 4 ? last : ""
  const start = title.slice(0, LONGEST - 1 - end.length)
  return `${start.replace(/[\s.:-]+\S*$/, "") || start}…${end}`
}

/**
 * Where a label may stand: to the right of its dot, to the left, above, below.
 * @param {number} sx
 * @param {number} sy
 * @param {number} gap
 * @param {number} width
 * @returns {Box[]}
 */
function boxesAround(sx, sy, gap, width) {
  const half = FONT / 2 + 2
  const middles = [
    [sx + gap + width / 2, sy],
    [sx - gap - width / 2, sy],
    [sx, sy - gap - half],
    [sx, sy + gap + half],
  ]
  return middles.map(([x, y]) => [x - width / 2, y - half, x + width / 2, y + half])
}

/**
 * @param {Box} box
 * @param {Dot[]} dots
 */
function hiddenBy([left, top, right, bottom], dots) {
  return dots.filter(
    ({ x, y, radius }) => x > left - radius && x < right + radius && y > top - radius && y < bottom + radius
  ).length
}

/**
 * @param {Box} box
 * @param {{ width: number, height: number }} picture
 */
function isInside([left, top, right, bottom], { width, height }) {
  return left > 2 && right < width - 2 && top > 2 && bottom < height - 2
}
