// @ts-check
// A histogram of one measure of the titles, brushed with a hand or with the two sliders below it.

/** @import { Measure } from "./scene.js" */
/** @typedef {[first: number, last: number]} Range Bins from the first to the last, both included. */

/**
 * How many titles are in each bin.
 * @param {Measure} measure
 */
export function counted({ of, from }) {
  const counts = new Array(from.length).fill(0)
  for (const bin of of) if (bin >= 0) counts[bin]++
  return counts
}

/**
 * The range between two bins; none where that is all of them, since then nothing is asked for.
 * @param {number} one
 * @param {number} other
 * @param {number} bins
 * @returns {Range | null}
 */
export function between(one, other, bins) {
  /** @type {Range} */
  const range = [Math.min(one, other), Math.max(one, other)]
  return range[0] === 0 && range[1] === bins - 1 ? null : range
}

export class Histogram {
  /** @type {number | null} The bin in which a hand came down. */
  start = null

  /**
   * @param {Measure} measure
   * @param {(range: Range | null) => void} onBrushed
   */
  constructor(measure, onBrushed) {
    this.measure = measure
    this.onBrushed = onBrushed
    this.bins = measure.from.length
    this.element = element("div", "histogram")
    this.told = element("output", "")
    this.bars = element("div", "bars")
    this.ends = ["from", "to"].map(end => this.slider(end))
    const head = element("div", "head")
    head.append(measure.name, this.told)
    this.element.append(head, this.bars, ...this.ends)
    this.drawBars()
    this.listen()
    this.show(null)
  }

  drawBars() {
    const counts = counted(this.measure)
    const most = Math.max(...counts, 1)
    this.bars.replaceChildren(...counts.map(count => {
      const bar = element("i", "")
      bar.style.height = count ? `max(2px, ${(100 * count) / most}%)` : "0"
      return bar
    }))
  }

  /** @param {string} end */
  slider(end) {
    const input = /** @type {HTMLInputElement} */ (element("input", end))
    Object.assign(input, { type: "range", min: "0", max: String(this.bins - 1), step: "1" })
    input.setAttribute("aria-label", `${this.measure.name}, ${end}`)
    input.oninput = () => this.brush(Number(this.ends[0].value), Number(this.ends[1].value))
    return input
  }

  listen() {
    const { bars } = this
    bars.onpointerdown = event => {
      bars.setPointerCapture(event.pointerId)
      this.start = this.binAt(event.clientX)
      this.brush(this.start, this.start)
    }
    bars.onpointermove = event => {
      if (this.start !== null) this.brush(this.start, this.binAt(event.clientX))
    }
    bars.onpointerup = bars.onpointercancel = () => (this.start = null)
  }

  /** @param {number} x where in the window */
  binAt(x) {
    const { left, width } = this.bars.getBoundingClientRect()
    return Math.min(Math.max(Math.floor(((x - left) / width) * this.bins), 0), this.bins - 1)
  }

  /**
   * @param {number} one
   * @param {number} other
   */
  brush(one, other) {
    const range = between(one, other, this.bins)
    this.show(range)
    this.onBrushed(range)
  }

  /**
   * Show what is brushed, or that nothing is.
   * @param {Range | null} range
   */
  show(range) {
    const [first, last] = range ?? [0, this.bins - 1]
    const [from, to] = [this.measure.from[first], this.measure.to[last]]
    this.told.textContent = !range ? "all" : from === to ? from : `${from} – ${to}`
    for (const [bin, bar] of [...this.bars.children].entries()) {
      bar.classList.toggle("out", bin < first || bin > last)
    }
    for (const [end, bin, text] of /** @type {const} */ ([[0, first, from], [1, last, to]])) {
      this.ends[end].value = String(bin)
      this.ends[end].setAttribute("aria-valuetext", text)
    }
  }
}

/**
 * @param {string} tag
 * @param {string} name
 */
function element(tag, name) {
  const made = document.createElement(tag)
  made.className = name
  return made
}
