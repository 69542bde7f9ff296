// @ts-check
// Shapes that the map draws beside its dots.

/** @import { Seen } from "./camera.js" */
/** @import { Outline } from "./outline.js" */
/** @import { Theme } from "./theme.js" */

const POINTS = 5
const [INNER, OUTER] = [5, 12] // pixels from the middle of a star

/**
 * A star where a taste stands.
 * @param {CanvasRenderingContext2D} context
 * @param {Seen} place
 * @param {Theme} theme
 */
export function drawStar(context, [sx, sy], { accent, paper }) {
  context.beginPath()
  for (let corner = 0; corner < 2 * POINTS; corner++) {
    const reach = corner % 2 ? INNER : OUTER
    const angle = (corner * Math.PI) / POINTS - Math.PI / 2
    context.lineTo(sx + reach * Math.cos(angle), sy + reach * Math.sin(angle))
  }
  context.closePath()
  context.fillStyle = accent
  context.strokeStyle = paper
  context.lineWidth = 2
  context.stroke()
  context.fill()
}

/**
 * What somebody is drawing around titles.
 * @param {CanvasRenderingContext2D} context
 * @param {Outline} outline
 * @param {Theme} theme
 */
export function drawOutline(context, { corners }, { accent }) {
  context.beginPath()
  for (const [x, y] of corners) context.lineTo(x, y)
  context.closePath()
  context.globalAlpha = 0.15
  context.fillStyle = accent
  context.fill()
  context.globalAlpha = 1
  context.strokeStyle = accent
  context.lineWidth = 1.5
  context.stroke()
}

/**
 * How strong something is seen: what is far away, and therefore small, is pale too.
 * @param {number} size
 */
export function fade(size) {
  return Math.min(1, size ** 1.5)
}
