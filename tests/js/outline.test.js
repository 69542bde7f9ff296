// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { Outline, isInside } from "../../ui/map/js/outline.js"

/** @import { Place } from "../../ui/map/js/outline.js" */

/** @type {Place[]} A square with a notch from above that reaches its middle. */
const NOTCHED = [[0, 0], [4, 0], [4, 4], [3, 4], [2, 2], [1, 4], [0, 4]]

for (const [x, y, inside] of /** @type {const} */ ([
  [1, 1, true],
  [2, 1.9, true],
  [2, 3, false],
  [0.5, 3.5, true],
  [3.6, 3.5, true],
  [5, 1, false],
  [-1, 2, false],
  [2, -1, false],
])) {
  test(`(${x}, ${y}) lies ${inside ? "inside" : "outside"} of a notched square`, () => {
    assert.equal(isInside(x, y, NOTCHED), inside)
    assert.equal(isInside(x, y, [...NOTCHED].reverse()), inside)
  })
}

test("a lasso has the corners where the hand went", () => {
  const lasso = new Outline("lasso", [0, 0])
  assert.equal(lasso.isVisible, false)
  lasso.add([4, 0])
  lasso.add([0, 4])
  assert.equal(lasso.isVisible, true)
  assert.deepEqual(lasso.corners, [[0, 0], [4, 0], [0, 4]])
  assert.deepEqual(lasso.around([{ x: 1, y: 1 }, { x: 3, y: 3 }]), [{ x: 1, y: 1 }])
})

test("a box has the corners of the first and the last place, whichever way it was dragged", () => {
  const box = new Outline("box", [4, 3])
  box.add([9, 9])
  box.add([0, 1])
  assert.deepEqual(box.corners, [[4, 3], [0, 3], [0, 1], [4, 1]])
  assert.deepEqual(box.around([{ x: 2, y: 2 }, { x: 2, y: 0 }, { x: 6, y: 6 }]), [{ x: 2, y: 2 }])
})

test("a lasso that crosses itself leaves out what it went around twice", () => {
  /** @type {Place[]} */
  const pentagram = [[0, -10], [6, 8], [-9.5, -3], [9.5, -3], [-6, 8]]
  assert.equal(isInside(0, 0, pentagram), false)
  assert.equal(isInside(0, -7, pentagram), true)
})
