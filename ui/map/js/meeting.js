// @ts-check
// How map and marks find each other. They are two components, so that a click sends the marks alone and not the whole
// catalog again; each leaves itself on its own element of the page, under the key of the map that both know.

/** @import { Atlas } from "./atlas.js" */
/** @import { Marks } from "./scene.js" */

/**
 * What Streamlit calls a component with.
 * @template T
 * @typedef {object} Component
 * @property {T} data
 * @property {ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/** @typedef {HTMLElement & { atlas?: Atlas }} AtlasElement */
/** @typedef {HTMLElement & { marks?: Component<Marks> }} MarksElement */

/**
 * Leave a map on its element.
 * @param {ShadowRoot} root
 * @param {string} map
 * @param {Atlas} atlas
 */
export function leaveAtlas({ host }, map, atlas) {
  /** @type {AtlasElement} */
  const element = /** @type {HTMLElement} */ (host)
  element.dataset.map = map
  element.atlas = atlas
}

/**
 * The map of this key on the same page, if it is drawn already.
 * @param {ShadowRoot} root
 * @param {string} map
 */
export function atlasOf({ host }, map) {
  /** @type {AtlasElement | null} */
  const element = host.ownerDocument.querySelector(`[data-map="${map}"]`)
  return element?.atlas
}

/**
 * Leave marks on their element.
 * @param {Component<Marks>} component
 */
export function leaveMarks(component) {
  /** @type {MarksElement} */
  const element = /** @type {HTMLElement} */ (component.parentElement.host)
  element.dataset.marksOf = component.data.map
  element.marks = component
}

/**
 * The marks for the map of this key on the same page, if they have come already.
 * @param {ShadowRoot} root
 * @param {string} map
 */
export function marksOf({ host }, map) {
  /** @type {MarksElement | null} */
  const element = host.ownerDocument.querySelector(`[data-marks-of="${map}"]`)
  return element?.marks
}
