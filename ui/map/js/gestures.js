// @ts-check
// What each gesture and key means on the map.

/** @import { Atlas } from "./atlas.js" */
import { listenToKeys } from "./keyboard.js"
import { Pointer } from "./pointer.js"

/**
 * Let a map answer to hands and keys.
 * @param {Atlas} atlas
 */
export function listenFor(atlas) {
  const { canvas } = atlas
  const dragged = (/** @type {number} */ dx, /** @type {number} */ dy) => atlas.drag(dx, dy)
  listenToKeys(canvas, { dragged, acted: act => atlas.act(act), cleared: () => atlas.clear() })
  return new Pointer(canvas, {
    dragged,
    touched: () => atlas.flight.stop(),
    zoomed: (at, factor) => atlas.zoomAt(at, factor),
    tapped: at => atlas.choose(atlas.renderer.pick(...at)),
    tappedTwice: at => {
      if (atlas.renderer.pick(...at) === null) atlas.fly(atlas.camera.doubled(...at))
    },
    hovered: at => atlas.hover(at),
    outlining: () => atlas.tellDrawing(),
    outlined: () => atlas.ask(),
    finished: outline => atlas.select(outline),
  })
}
