// @ts-check
// Draws a scene as a camera sees it, and says which title is where in the picture.

/** @import { FlatCamera } from "./flat_camera.js" */
/** @import { Box } from "./labels.js" */
/** @import { OrbitCamera } from "./orbit_camera.js" */
/** @import { Outline } from "./outline.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Theme } from "./theme.js" */
import { writeLabels, writeRegions } from "./captions.js"
import { Labels } from "./labels.js"
import { drawOutline, drawStar, fade } from "./shapes.js"
import { paints } from "./theme.js"

/** @typedef {{ row: number, x: number, y: number, size: number }} Spot A title in the picture. */

const RIMMED = 400 // best known titles, whose dots have a rim
const REACH = 8 // pixels around a dot that belong to it

export class Renderer {
  width = 0
  height = 0
  ratio = 1
  /** @type {Spot[]} Titles within the picture, the best known first. */
  spots = []

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   * @param {Theme} theme
   * @param {FlatCamera | OrbitCamera} camera
   */
  constructor(context, scene, theme, camera) {
    this.context = context
    this.scene = scene
    this.camera = camera
    this.theme = theme
    this.colours = paints(scene.data.colour, theme)
    this.labels = new Labels(context)
  }

  /**
   * Colour the titles anew.
   * @param {Theme} theme
   */
  dress(theme) {
    this.theme = theme
    this.colours = paints(this.scene.data.colour, theme)
  }

  /**
   * Take a size in pixels of the page, each of them `ratio` pixels of the screen; says whether it is another one.
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   */
  resize(width, height, ratio) {
    if (!width || (this.width === width && this.height === height && this.ratio === ratio)) return false
    Object.assign(this, { width, height, ratio })
    this.context.canvas.width = Math.round(width * ratio)
    this.context.canvas.height = Math.round(height * ratio)
    return true
  }

  /**
   * @param {Outline | null} outline what somebody is drawing
   * @param {Box[]} taken where no label may stand
   */
  draw(outline, taken) {
    const { context, ratio } = this
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, this.width, this.height)
    this.spots = this.inView()
    this.drawGuides()
    this.drawDots()
    const named = writeRegions(this, taken)
    this.drawPinned()
    this.drawChosen()
    if (this.scene.me) drawStar(context, this.camera.toScreen(this.scene.me), this.theme)
    writeLabels(this, [...taken, ...named])
    if (outline?.isVisible) drawOutline(context, outline, this.theme)
  }

  /**
   * The title under a place of the picture, or none.
   * @param {number} sx
   * @param {number} sy
   */
  pick(sx, sy) {
    /** @type {number | null} */
    let best = null
    let nearest = REACH
    for (const { row, x, y, size } of this.spots) {
      const far = Math.hypot(x - sx, y - sy) - this.radius(row, size)
      if (far < nearest && !this.scene.isDim(row)) [best, nearest] = [row, far]
    }
    return best
  }

  /**
   * @param {number} row
   * @returns {Spot}
   */
  spot(row) {
    const [x, y, size] = this.camera.toScreen(this.scene.point(row))
    return { row, x, y, size }
  }

  inView() {
    const seen = []
    for (let row = 0; row < this.scene.data.ids.length; row++) {
      const spot = this.spot(row)
      const { x, y } = spot
      if (x > -20 && y > -20 && x < this.width + 20 && y < this.height + 20) seen.push(spot)
    }
    return seen
  }

  /**
   * @param {number} row
   * @param {number} size
   */
  radius(row, size) {
    return this.scene.radius(row, size, this.camera.zoom)
  }

  drawGuides() {
    const { context } = this
    context.strokeStyle = this.theme.faint
    context.lineWidth = 1
    context.globalAlpha = 0.6
    for (const [low, high] of this.camera.guides()) {
      context.beginPath()
      this.moveTo(low)
      this.lineTo(high)
      context.stroke()
    }
    context.globalAlpha = 1
  }

  /** @param {number[]} point */
  moveTo(point) {
    const [x, y] = this.camera.toScreen(point)
    this.context.moveTo(x, y)
  }

  /** @param {number[]} point */
  lineTo(point) {
    const [x, y] = this.camera.toScreen(point)
    this.context.lineTo(x, y)
  }

  // Near dots over far ones, and among those as near the best known over the rest.
  drawDots() {
    const { context } = this
    context.strokeStyle = this.theme.paper
    context.lineWidth = 0.8
    for (const { row, x, y, size } of [...this.spots].reverse().sort((a, b) => a.size - b.size)) {
      const rimmed = row < RIMMED
      context.globalAlpha = this.scene.isDim(row) ? 0.1 : fade(size) * (rimmed ? 0.9 : 0.75)
      context.fillStyle = this.colours[row]
      context.beginPath()
      context.arc(x, y, this.radius(row, size), 0, 2 * Math.PI)
      context.fill()
      if (rimmed) context.stroke()
    }
    context.globalAlpha = 1
  }

  drawPinned() {
    for (const row of this.scene.pinnedRows) this.drawRing(this.spot(row))
  }

  /** @param {Spot} spot */
  drawRing({ row, x, y, size }) {
    const { context } = this
    context.strokeStyle = this.theme.ink
    context.lineWidth = 2.5
    context.beginPath()
    context.arc(x, y, this.radius(row, size) + 4, 0, 2 * Math.PI)
    context.stroke()
  }

  // A ring around the chosen title, and lines from it to its nearest.
  drawChosen() {
    const { context, scene } = this
    const row = scene.chosenRow
    if (row === undefined) return
    const { x, y } = this.spot(row)
    context.strokeStyle = this.theme.ink
    context.lineWidth = 1.2
    context.globalAlpha = 0.55
    for (const near of scene.nearRows) {
      context.beginPath()
      context.moveTo(x, y)
      this.lineTo(scene.point(near))
      context.stroke()
    }
    context.globalAlpha = 1
    this.drawRing(this.spot(row))
  }

}
