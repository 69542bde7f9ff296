// @ts-check
// The histograms below the map: what is brushed in them stands out on it, and can be listed.

/** @import { Scene } from "./scene.js" */
import { part } from "./elements.js"
import { Histogram } from "./histogram.js"

export class Histograms {
  /** @type {Histogram[]} */
  shown = []

  /**
   * @param {Node} page what map and histograms stand in
   * @param {Scene} scene
   * @param {{ brushed: () => void, listed: () => void }} answers
   */
  constructor(page, scene, { brushed, listed }) {
    const root = /** @type {ShadowRoot} */ (page)
    this.place = part(root, ".histograms")
    this.told = part(root, ".brushed")
    this.scene = scene
    this.onBrushed = brushed
    part(root, "[data-act=list]").onclick = listed
    part(root, "[data-act=unbrush]").onclick = () => this.clear()
  }

  /** Draw the titles that are on the map now; what is brushed stays so. */
  draw() {
    this.shown = this.scene.data.measures.map((measure, place) => new Histogram(measure, range => {
      this.scene.ranges[place] = range
      this.tell()
      this.onBrushed()
    }))
    for (const [place, histogram] of this.shown.entries()) histogram.show(this.scene.ranges[place] ?? null)
    this.place.replaceChildren(...this.shown.map(({ element }) => element))
    this.tell()
  }

  clear() {
    this.scene.ranges = []
    for (const histogram of this.shown) histogram.show(null)
    this.tell()
    this.onBrushed()
  }

  /** Say how many titles are brushed, if any are. */
  tell() {
    const { brushed, data } = this.scene
    this.told.hidden = brushed === null
    if (brushed === null) return
    const all = data.ids.length.toLocaleString("en")
    part(this.told, "output").textContent = `${brushed.length.toLocaleString("en")} of ${all} titles highlighted`
    const list = /** @type {HTMLButtonElement} */ (part(this.told, "[data-act=list]"))
    list.disabled = !brushed.length
  }
}
