// @ts-check
// Colours and fonts of the page's theme, as the map uses them.

/** @import { Colour } from "./scene.js" */

/**
 * @typedef {object} Theme
 * @property {string} ink
 * @property {string} paper
 * @property {string} accent
 * @property {string} faint the colour of what is not known
 * @property {string} family
 * @property {string[]} palette
 */

const PALETTES = {
  categories: "--st-chart-categorical-colors",
  diverging: "--st-chart-diverging-colors",
  scale: "--st-chart-sequential-colors",
}

/**
 * The theme as it is now, with the palette for a way of colouring.
 * @param {Element} element
 * @param {Colour} colour
 * @returns {Theme}
 */
export function themeOf(element, colour) {
  const style = getComputedStyle(element)
  const value = (/** @type {string} */ name) => style.getPropertyValue(name).trim()
  return {
    ink: value("--st-text-color"),
    paper: value("--st-background-color"),
    accent: value("--st-primary-color"),
    faint: value("--st-gray-color"),
    family: value("--st-font") || "sans-serif",
    palette: value(PALETTES[colour.kind]).split(",").map(one => one.trim()),
  }
}

/**
 * The colour of each title.
 * @param {Colour} colour
 * @param {Theme} theme
 */
export function paints(colour, { palette, faint }) {
  if (colour.kind === "categories") return colour.of.map(category => palette[category % palette.length])
  const last = palette.length - 1
  return colour.of.map(part => (part === null ? faint : palette[Math.round(part * last)]))
}
