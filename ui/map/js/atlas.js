// @ts-check
// The map as a whole: it holds scene, camera, renderer and hands together, and answers to what people do.

/** @import { View } from "./camera.js" */
/** @import { Component } from "./meeting.js" */
/** @import { Outline, Place } from "./outline.js" */
/** @import { Tool } from "./pointer.js" */
/** @import { MapData, Marks } from "./scene.js" */
import { part } from "./elements.js"
import { FlatCamera } from "./flat_camera.js"
import { Flight } from "./flight.js"
import { listenFor } from "./gestures.js"
import { Histograms } from "./histograms.js"
import { OrbitCamera } from "./orbit_camera.js"
import { Overlay } from "./overlay.js"
import { Renderer } from "./renderer.js"
import { Scene } from "./scene.js"
import { themeOf } from "./theme.js"

const STEP = 1.6 // how much one step of zoom is

export class Atlas {
  frame = 0
  /** @type {number | null} The chosen title to which the map has flown. */
  flown = null
  /** @type {Component<Marks> | null} */
  marks = null
  /** @type {(id: number) => void} */
  onChosen = () => {}

  /**
   * @param {HTMLElement} root
   * @param {MapData} data
   */
  constructor(root, data) {
    this.root = root
    this.canvas = /** @type {HTMLCanvasElement} */ (part(root, "canvas"))
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"))
    this.scene = new Scene(data)
    this.renderer = new Renderer(context, this.scene, themeOf(root, data.colour), cameraFor(data))
    this.overlay = new Overlay(root, act => this.act(act))
    this.histograms = new Histograms(root.getRootNode(), this.scene, {
      brushed: () => this.ask(),
      listed: () => this.list(this.scene.brushed ?? []),
    })
    this.flight = new Flight(() => this.ask())
    this.pointer = listenFor(this)
    if (data.still) this.pointer.rest()
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(root)
  }

  get camera() {
    return this.renderer.camera
  }

  close() {
    this.observer.disconnect()
    this.flight.stop()
    cancelAnimationFrame(this.frame)
  }

  /**
   * Take new data, or the same under another theme.
   * @param {MapData} data
   */
  update(data) {
    const moved = this.scene.update(data)
    this.canvas.setAttribute("aria-label", data.alt)
    this.root.classList.toggle("still", data.still)
    this.renderer.dress(themeOf(this.root, data.colour))
    if (moved) {
      this.flight.stop()
      this.renderer.camera = cameraFor(data)
      this.flown = null
      if (this.renderer.width) this.camera.resize(this.renderer.width, this.renderer.height)
    }
    this.resize()
    this.overlay.drawLegend(this.scene, this.renderer.theme.palette, () => this.ask())
    this.histograms.draw()
    this.drawEdges()
    this.ask()
  }

  /**
   * Show what is marked, and fly to the chosen title if it is another one.
   * @param {Component<Marks>} component
   */
  mark(component) {
    this.marks = component
    const { chosen, me } = component.data
    this.scene.mark(component.data)
    this.overlay.offerMe(me !== null)
    if (chosen !== this.flown) this.flyToChosen()
    if (chosen === null || this.scene.rowOf.has(chosen)) this.flown = chosen
    this.ask()
  }

  resize() {
    const { width, height } = this.root.getBoundingClientRect()
    const first = !this.renderer.width
    if (!this.renderer.resize(width, height, window.devicePixelRatio || 1)) return
    this.camera.resize(width, height)
    this.drawEdges()
    if (first) this.flyToChosen()
    this.ask()
  }

  /** Draw before the next frame. */
  ask() {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (this.renderer.width) this.renderer.draw(this.pointer.outline, this.overlay.boxes)
    })
  }

  /** @param {string} act what a button or key is for */
  act(act) {
    /** @type {Place} */
    const middle = [this.renderer.width / 2, this.renderer.height / 2]
    if (act === "in") this.zoomAt(middle, STEP)
    else if (act === "out") this.zoomAt(middle, 1 / STEP)
    else if (act === "home") this.fly(this.camera.home())
    else if (act === "me") this.flyTo(this.scene.me)
    else this.take(act === this.pointer.tool ? "pan" : /** @type {Tool} */ (act))
  }

  /** @param {Tool} tool */
  take(tool) {
    this.pointer.tool = tool
    if (tool !== "pan") this.tellDrawing()
    this.canvas.classList.toggle("draw", tool !== "pan")
    this.overlay.press(tool)
  }

  /** @param {number | null} row */
  choose(row) {
    if (row === null) return
    const id = this.scene.data.ids[row]
    this.scene.choose(id)
    this.flown = id
    this.ask()
    this.onChosen(id)
  }

  /** @param {Outline} outline what somebody drew */
  select(outline) {
    this.take("pan")
    this.list(outline.around(this.renderer.spots).map(({ row }) => this.scene.data.ids[row]))
  }

  /** @param {number[]} ids titles that somebody wants to see listed */
  list(ids) {
    this.scene.selected = new Set(ids)
    this.marks?.setTriggerValue("drawn", ids)
  }

  clear() {
    if (!this.scene.selected.size) return false
    this.marks?.setTriggerValue("drawn", [])
    return true
  }

  // While somebody draws there is time to load what the table will need.
  tellDrawing() {
    if (this.marks?.data.tell_drawing) this.marks.setTriggerValue("drawing", true)
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  drag(dx, dy) {
    this.flight.stop()
    this.camera.drag(dx, dy)
    this.ask()
  }

  /**
   * @param {Place} at
   * @param {number} factor
   */
  zoomAt(at, factor) {
    this.flight.stop()
    this.camera.zoomAt(...at, factor)
    this.ask()
  }

  flyToChosen() {
    const row = this.scene.chosenRow
    const near = this.scene.nearRows.map(other => this.scene.point(other))
    if (row !== undefined) this.flyTo(this.scene.point(row), near)
  }

  /**
   * @param {number[] | null} point
   * @param {number[][]} [others] points that had better be seen
   */
  flyTo(point, others = []) {
    if (point && this.renderer.width) this.fly(this.camera.near(point, others))
  }

  /** @param {View} goal */
  fly(goal) {
    this.flight.to(this.camera, goal)
  }

  /** @param {Place | null} at */
  hover(at) {
    const row = at ? this.renderer.pick(...at) : null
    this.canvas.classList.toggle("over", row !== null)
    if (at && row !== null) this.overlay.showTip(at, this.scene.data.titles[row], this.scene.data.facts[row])
    else this.overlay.hideTip()
  }

  // Names of axes stand at the edges unless they stand in the picture.
  drawEdges() {
    this.overlay.drawEdges(this.camera.guides().length || this.scene.data.still ? [] : this.scene.data.axes)
  }
}

/** @param {MapData} data */
function cameraFor({ places }) {
  return places.length === 3 ? new OrbitCamera(places) : new FlatCamera(places)
}
