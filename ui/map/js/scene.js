// @ts-check
// What is on the map and what of it stands out, wherever it is seen from.

/**
 * What Python sends of a map; each list has an entry for each title, the best known first.
 * @typedef {object} MapData
 * @property {string} map the key by which map and marks find each other
 * @property {string} version changes when the places do
 * @property {number[]} ids
 * @property {string[]} titles
 * @property {string[]} facts
 * @property {number[][]} places coordinates, one list for each axis
 * @property {Colour} colour
 * @property {Measure[]} measures what histograms show
 * @property {{ low: string, high: string }[]} axes what stands at their ends; empty where they mean nothing
 * @property {boolean} still whether it is only looked at and clicked
 * @property {string} alt
 */

/**
 * Categories have `names`, and a scale has a `label` and its ends; `of` are places among the names, or parts of the
 * way along the scale.
 * @typedef {{ kind: "categories", names: string[], of: number[] }} Categories
 * @typedef {{ kind: "scale" | "diverging", label: string, low: string, high: string, of: (number | null)[] }} Scale
 * @typedef {Categories | Scale} Colour
 */

/**
 * What Python sends of what is marked on a map.
 * @typedef {object} Marks
 * @property {string} map the key of the map
 * @property {number | null} chosen
 * @property {number[]} near ids of the titles nearest to the chosen one
 * @property {number[]} selected ids that somebody drew around
 * @property {number[] | null} me where a taste stands
 * @property {number[]} pinned ids that stand out
 * @property {Region[]} regions the largest first
 * @property {boolean} tell_drawing whether Python wants to know that somebody begins an outline
 */

/**
 * Titles in bins by a number that each of them has.
 * @typedef {object} Measure
 * @property {string} name
 * @property {number[]} of the bin of each title, −1 where its number is not known
 * @property {string[]} from where each bin begins
 * @property {string[]} to where it ends
 */

/** @typedef {{ name: string, at: number[] }} Region A part of the map by its name, and the middle of it. */

/** @import { Range } from "./histogram.js" */

export class Scene {
  /** @type {number | null} Id of the chosen title. */
  chosen = null
  /** @type {number[]} Ids of its nearest. */
  near = []
  /** @type {Set<number>} Ids that somebody drew around. */
  selected = new Set()
  /** @type {number | null} The one category shown, if somebody asked for one. */
  only = null
  /** @type {number[] | null} */
  taste = null
  /** @type {number[]} Ids that stand out. */
  pinned = []
  /** @type {Region[]} */
  regions = []
  /** @type {(Range | null)[]} What is brushed of each measure. */
  ranges = []

  /** @param {MapData} data */
  constructor(data) {
    this.data = data
    this.rowOf = rowsById(data.ids)
  }

  /**
   * Take new data; says whether the places are others than before.
   * @param {MapData} data
   */
  update(data) {
    const moved = data.version !== this.data.version
    if (moved || categories(data.colour) !== categories(this.data.colour)) this.only = null
    if (bins(data) !== bins(this.data)) this.ranges = []
    this.data = data
    this.rowOf = rowsById(data.ids)
    return moved
  }

  /** @param {Marks} marks */
  mark({ chosen, near, selected, me, pinned, regions }) {
    Object.assign(this, { chosen, near, selected: new Set(selected), taste: me, pinned, regions })
  }

  /** @param {number} id */
  choose(id) {
    this.chosen = id
    this.near = []
    this.pinned = []
  }

  /** Where a taste stands on this map; none while what is known of it belongs to a map of other axes. */
  get me() {
    return this.taste?.length === this.data.places.length ? this.taste : null
  }

  get chosenRow() {
    return this.chosen === null ? undefined : this.rowOf.get(this.chosen)
  }

  /** Rows of the nearest that are on the map. */
  get nearRows() {
    return this.rowsOf(this.near)
  }

  /** Rows of those pinned that are on the map. */
  get pinnedRows() {
    return this.rowsOf(this.pinned)
  }

  /** @param {number[]} ids */
  rowsOf(ids) {
    return ids.map(id => this.rowOf.get(id)).filter(row => row !== undefined)
  }

  /** Regions that this map has room for: those told of a map of other axes are not. */
  get regionsHere() {
    return this.regions.filter(({ at }) => at.length === this.data.places.length)
  }

  /** @param {number} row */
  point(row) {
    return this.data.places.map(axis => axis[row])
  }

  /**
   * Whether a title stands back, since something else was asked for.
   * @param {number} row
   */
  isDim(row) {
    if (this.only !== null && this.data.colour.of[row] !== this.only) return true
    if (!this.isBrushed(row)) return true
    return this.selected.size > 0 && !this.selected.has(this.data.ids[row])
  }

  /**
   * Whether a title lies within all that is brushed.
   * @param {number} row
   */
  isBrushed(row) {
    return this.ranges.every((range, place) => {
      const bin = this.data.measures[place].of[row]
      return !range || (bin >= range[0] && bin <= range[1])
    })
  }

  /** Ids of the titles that are brushed, or none where nothing is asked for. */
  get brushed() {
    if (!this.ranges.some(Boolean)) return null
    return this.data.ids.filter((_, row) => this.isBrushed(row))
  }

  /**
   * Show only one category, or all again.
   * @param {number} category
   */
  toggle(category) {
    this.only = this.only === category ? null : category
  }

  /**
   * Pixels that a dot measures across its half: few titles get larger dots than many, and the best known the largest.
   * @param {number} row
   * @param {number} size how much larger than usual it is seen
   * @param {number} zoom
   */
  radius(row, size, zoom) {
    const n = this.data.ids.length
    const fame = ((n - row) / n) ** 3
    const usual = 1.5 + 3 * Math.min(1, 100 / n) ** 0.5 + 4 * fame
    return size * usual * Math.min(Math.max(zoom, 1) ** 0.3, 2.6)
  }
}

/** @param {number[]} ids */
function rowsById(ids) {
  return new Map(ids.map((id, row) => [id, row]))
}

/** @param {MapData} data */
function bins({ measures }) {
  return measures.map(({ from }) => from.join()).join("\n")
}

/** @param {Colour} colour */
function categories(colour) {
  return colour.kind === "categories" ? colour.names.join("\n") : ""
}
