// @ts-check
// Moves a camera to another view, as a flight or at once where somebody wants no motion.

/** @import { FlatCamera } from "./flat_camera.js" */
/** @import { OrbitCamera } from "./orbit_camera.js" */
/** @import { View } from "./camera.js" */

export class Flight {
  frame = 0

  /** @param {() => void} onMoved */
  constructor(onMoved) {
    this.onMoved = onMoved
  }

  stop() {
    cancelAnimationFrame(this.frame)
  }

  /**
   * @param {FlatCamera | OrbitCamera} camera
   * @param {View} goal
   */
  to(camera, goal) {
    this.stop()
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    const { took, at } = camera.path(goal)
    const began = performance.now()
    const step = (/** @type {number} */ now) => {
      const part = still ? 1 : Math.min(Math.max((now - began) / took, 0), 1)
      camera.look(part === 1 ? goal : at(part))
      this.onMoved()
      if (part < 1) this.frame = requestAnimationFrame(step)
    }
    step(began)
  }
}
