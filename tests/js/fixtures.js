// @ts-check
// Small maps, and the browser's part of what the map stands on.

/** @import { Component } from "../../ui/map/js/meeting.js" */
/** @import { MapData, Marks } from "../../ui/map/js/scene.js" */
/** @import { Theme } from "../../ui/map/js/theme.js" */

/**
 * Four titles in the corners of a square, the best known first.
 * @param {Partial<MapData>} [others]
 * @returns {MapData}
 */
export function square(others) {
  return {
    map: "map.pca",
    version: "1",
    ids: [10, 20, 30, 40],
    titles: ["Red", "Blue", "Green", "Grey"],
    facts: ["", "", "", ""],
    places: [[-1, 1, -1, 1], [-1, -1, 1, 1]],
    colour: { kind: "categories", names: ["Warm", "Cold"], of: [0, 1, 1, 1] },
    measures: [{ name: "Year", of: [0, 1, 1, -1], from: ["1999", "2000", "2001"], to: ["1999", "2000", "2001"] }],
    axes: [],
    still: false,
    alt: "",
    ...others,
  }
}

/**
 * @param {Partial<Marks>} [others]
 * @returns {Marks}
 */
export function marks(others) {
  const nothing = { chosen: null, near: [], selected: [], me: null, pinned: [], regions: [], tell_drawing: false }
  return { map: "map.pca", ...nothing, ...others }
}

/** @type {Theme} */
export const THEME = {
  ink: "black",
  paper: "white",
  accent: "blue",
  faint: "grey",
  family: "sans-serif",
  palette: ["red", "green", "blue"],
}

/** A canvas's context that writes down what is drawn; a letter is 6 pixels wide. */
export function recorder() {
  /** @type {[string, ...unknown[]][]} */
  const calls = []
  const known = { canvas: {}, measureText: (/** @type {string} */ text) => ({ width: 6 * text.length }) }
  const context = new Proxy(known, {
    get: (target, name) =>
      Reflect.get(target, name) ?? ((/** @type {unknown[]} */ ...values) => calls.push([String(name), ...values])),
    set: (_, name, value) => calls.push([`set ${String(name)}`, value]) > 0,
  })
  return { context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), calls }
}

/**
 * A page with elements that hold components.
 * @returns {{ add: () => ShadowRoot }}
 */
export function page() {
  /** @type {{ dataset: Record<string, string>, ownerDocument: unknown }[]} */
  const elements = []
  const ownerDocument = {
    querySelector: (/** @type {string} */ selector) => {
      const [, name, value] = /** @type {string[]} */ (/\[data-([\w-]+)="(.*)"\]/.exec(selector))
      const key = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
      return elements.find(({ dataset }) => dataset[key] === value) ?? null
    },
  }
  return {
    add: () => {
      const host = { dataset: {}, ownerDocument }
      elements.push(host)
      return /** @type {ShadowRoot} */ (/** @type {unknown} */ ({ host }))
    },
  }
}

/**
 * @template T
 * @param {ShadowRoot} parentElement
 * @param {T} data
 * @returns {Component<T>}
 */
export function component(parentElement, data) {
  return { data, parentElement, setTriggerValue: () => {} }
}
