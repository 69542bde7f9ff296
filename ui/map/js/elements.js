// @ts-check
// Parts of the map's own markup.

/** @import { Box } from "./labels.js" */

/**
 * The part of the markup that a selector names; it must be there.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector)
  if (!(found instanceof HTMLElement)) throw new TypeError(`the map has no ${selector}`)
  return found
}

/**
 * Where parts lie, seen from the upper left corner of the whole.
 * @param {Element} whole
 * @param {string} selector
 * @returns {Box[]}
 */
export function boxesOf(whole, selector) {
  const here = whole.getBoundingClientRect()
  return [...whole.querySelectorAll(selector)].map(element => {
    const box = element.getBoundingClientRect()
    return [box.left - here.left, box.top - here.top, box.right - here.left, box.bottom - here.top]
  })
}
