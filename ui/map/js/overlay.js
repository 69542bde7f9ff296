// @ts-check
// What lies over the picture: buttons, the legend, the names at its edges, and the note beside the pointer.

/** @import { Box } from "./labels.js" */
/** @import { Place } from "./outline.js" */
/** @import { Tool } from "./pointer.js" */
/** @import { MapData, Scene } from "./scene.js" */
import { boxesOf, part } from "./elements.js"
import { drawEdges, drawLegend } from "./legend.js"
import { showTip } from "./tip.js"

const CONTROLS = ".tools, .legend > *, .axis:not([hidden]) span" // what no label may hide below

export class Overlay {
  /**
   * @param {HTMLElement} root
   * @param {(act: string) => void} onAct what a button is for
   */
  constructor(root, onAct) {
    this.root = root
    this.tip = part(root, ".tip")
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".tools button"))) {
      button.onclick = () => onAct(String(button.dataset.act))
    }
  }

  /**
   * Show which tool is in hand.
   * @param {Tool} tool
   */
  press(tool) {
    for (const name of ["lasso", "box"]) {
      part(this.root, `[data-act=${name}]`).setAttribute("aria-pressed", String(tool === name))
    }
  }

  /** @param {boolean} known whether there is a taste to fly to */
  offerMe(known) {
    part(this.root, "[data-act=me]").hidden = !known
  }

  /**
   * @param {Scene} scene
   * @param {string[]} palette
   * @param {() => void} onToggled
   */
  drawLegend(scene, palette, onToggled) {
    drawLegend(part(this.root, ".legend"), scene.data.colour, palette, scene.only, category => {
      scene.toggle(category)
      this.drawLegend(scene, palette, onToggled)
      onToggled()
    })
  }

  /** @param {MapData["axes"]} axes */
  drawEdges(axes) {
    drawEdges(this.root, axes)
  }

  /**
   * @param {Place} at
   * @param {string} title
   * @param {string} facts
   */
  showTip(at, title, facts) {
    showTip(this.tip, at, this.root.getBoundingClientRect(), title, facts)
  }

  hideTip() {
    this.tip.hidden = true
  }

  /**
   * Where something lies over the picture.
   * @returns {Box[]}
   */
  get boxes() {
    return boxesOf(this.root, CONTROLS)
  }
}
