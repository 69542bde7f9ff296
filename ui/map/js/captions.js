// @ts-check
// Which labels a picture of the map has: where a taste stands, the chosen title and its nearest, the axes, then the
// best known titles.

/** @import { Box, Style } from "./labels.js" */
/** @import { Renderer, Spot } from "./renderer.js" */
import { fade } from "./shapes.js"

const LANDMARKS = 100 // best known titles of those in the picture, whose dots labels avoid
const CANDIDATES = 1500
const STILL = 70 // pixels across for each label of a map that is only looked at
const ME = "You"
/** @type {Style} */
const REGION = { weight: "700", alpha: 0.75 }
/** @type {Style} A label that is always there. */
const STRONG = { weight: "700", overEdge: true, mostHidden: Infinity }

/**
 * @param {Renderer} picture
 * @param {Box[]} taken where no label may stand
 */
export function writeLabels(picture, taken) {
  const { scene, labels, spots, width, height, theme } = picture
  labels.begin({ width, height, theme, taken, dots: landmarks(picture) })
  if (scene.me) {
    const [sx, sy] = picture.camera.toScreen(scene.me)
    labels.write(ME, sx, sy, 13, STRONG)
  }
  const chosen = scene.chosenRow
  const first = chosen === undefined ? scene.pinnedRows : [chosen, ...scene.nearRows]
  for (const row of first) {
    const weight = chosen === undefined ? "700" : "500"
    writeTitle(picture, picture.spot(row), row === chosen ? STRONG : { weight, mostHidden: Infinity })
  }
  writeAxes(picture)
  const { ids, still } = scene.data
  let room = still ? width / STILL : roomForLabels(ids.length, width, picture.camera.zoom)
  const candidates = spots.filter(({ row, size }) => fade(size) > 0.3 && !first.includes(row) && !scene.isDim(row))
  for (const spot of candidates.slice(0, CANDIDATES)) {
    if (room < 1) break
    if (writeTitle(picture, spot, { alpha: 0.3 + 0.7 * fade(spot.size) })) room--
  }
}

/**
 * Write the names of regions where they are; returns the boxes they take.
 * @param {Renderer} picture
 * @param {Box[]} taken where no name may stand
 * @returns {Box[]}
 */
export function writeRegions(picture, taken) {
  const { scene, camera, labels, width, height, theme } = picture
  labels.begin({ width, height, theme, taken, dots: landmarks(picture) })
  for (const { name, at } of scene.regionsHere) {
    const [sx, sy] = camera.toScreen(at)
    labels.writeAt(name.toUpperCase(), sx, sy, REGION)
  }
  return labels.written
}

/**
 * The dots that labels avoid: a label covers a part of a dot more easily than its middle.
 * @param {Renderer} picture
 */
function landmarks(picture) {
  return picture.spots.slice(0, LANDMARKS).map(({ row, x, y, size }) => ({ x, y, radius: picture.radius(row, size) }))
}

/**
 * How many titles have a label: zooming in spreads the dots and raises the number, as does a map of few titles.
 * @param {number} n titles on the map
 * @param {number} width
 * @param {number} zoom
 */
export function roomForLabels(n, width, zoom) {
  return Math.min(150, Math.max(15_000 / n, (width / 30) * Math.max(zoom, 0.6) ** 0.8))
}

/**
 * @param {Renderer} picture
 * @param {Spot} spot
 * @param {Style} style
 */
function writeTitle(picture, { row, x, y, size }, style) {
  return picture.labels.write(picture.scene.data.titles[row], x, y, picture.radius(row, size) + 3, style)
}

/** @param {Renderer} picture */
function writeAxes({ camera, scene, labels }) {
  for (const [axis, ends] of camera.guides().entries()) {
    const { low, high } = scene.data.axes[axis]
    for (const [name, end] of /** @type {const} */ ([[low, ends[0]], [high, ends[1]]])) {
      const [sx, sy] = camera.toScreen(end)
      labels.write(name, sx, sy, 4, { weight: "italic 600", alpha: 0.7 })
    }
  }
}
